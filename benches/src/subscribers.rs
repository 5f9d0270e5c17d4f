//! R1: thousands of connections, each subscribed to new heads, and when each block reaches them.
//!
//! The RPC benchmark starts this beside the node. Its clients share the node's cores, which those of a
//! real node do not, so they leave it alone: they sleep between passes, are not woken by what arrives,
//! and take the times of arrival from the kernel, which stamps each segment when it reaches the socket.
//!
//! On standard output: one line `{"seconds": s}` when all are subscribed; then, for each line of standard
//! input, the arrivals since the one before, in milliseconds of Unix time. It ends with its input.

use std::{
	io::{BufRead, ErrorKind, IoSliceMut, Read, Write},
	net::TcpStream,
	os::fd::AsRawFd,
	sync::mpsc::{self, RecvTimeoutError},
	thread,
	time::{Duration, Instant},
};

use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use nix::{
	cmsg_space,
	errno::Errno,
	sys::{
		socket::{recvmsg, setsockopt, sockopt, ControlMessageOwned, MsgFlags},
		time::TimeVal,
	},
};
use serde_json::{json, Value};

/// Handshakes under way at once.
const OPENING: usize = 50;
/// What a connection may take to be subscribed.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two passes over the connections.
const PASS: Duration = Duration::from_secs(1);
/// More than a head takes.
const BUFFER_BYTES: usize = 16 << 10;
const SUBSCRIBE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"chain_subscribeNewHeads"}"#;

// First bytes of whole frames, and an empty answer to a ping (RFC 6455, 5.2 and 5.5.3).
const TEXT: u8 = 0x81;
const PING: u8 = 0x89;
const PONG: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

/// Subscribe to a node's new heads over many connections.
#[derive(Debug, Args)]
pub struct Options {
	/// The node's RPC port on this machine.
	#[arg(long)]
	port: u16,
	/// How many connections are opened.
	#[arg(long, default_value_t = 5_000)]
	count: usize,
}

/// Subscribe, then answer until the input ends.
///
/// # Errors
/// A connection or subscription that is refused, or one that the node closes.
pub fn run(options: &Options) -> Result<()> {
	let begin = Instant::now();
	let mut subscribers = open_all(options)?;
	let mut arrivals = Vec::new();
	pass(&mut subscribers, &mut arrivals)?;
	arrivals.clear();
	say(&json!({ "seconds": begin.elapsed().as_secs_f64() }))?;
	let questions = questions();
	loop {
		let asked = questions.recv_timeout(PASS);
		if asked == Err(RecvTimeoutError::Disconnected) {
			return Ok(());
		}
		pass(&mut subscribers, &mut arrivals)?;
		if asked.is_ok() {
			say(&std::mem::take(&mut arrivals).into())?;
		}
	}
}

/// All connections, several at once.
fn open_all(options: &Options) -> Result<Vec<Subscriber>> {
	let share = |index| (options.count + index) / OPENING;
	let open = |count| (0..count).map(|_| Subscriber::open(options.port)).collect();
	thread::scope(|scope| {
		let openers: Vec<_> =
			(0..OPENING).map(|index| scope.spawn(move || open(share(index)))).collect();
		let mut subscribers = Vec::with_capacity(options.count);
		for opener in openers {
			let opened: Result<Vec<_>> =
				opener.join().map_err(|_| anyhow::anyhow!("an opener panicked"))?;
			subscribers.extend(opened?);
		}
		Ok(subscribers)
	})
}

/// The lines of standard input, until it ends.
fn questions() -> mpsc::Receiver<()> {
	let (sender, receiver) = mpsc::channel();
	thread::spawn(move || {
		for line in std::io::stdin().lock().lines() {
			if line.is_err() || sender.send(()).is_err() {
				return;
			}
		}
	});
	receiver
}

fn pass(subscribers: &mut [Subscriber], arrivals: &mut Vec<f64>) -> Result<()> {
	subscribers.iter_mut().try_for_each(|subscriber| subscriber.take(arrivals))
}

/// A WebSocket client of the bare minimum: one request out, arrival times of frames in.
struct Subscriber {
	stream: TcpStream,
	/// The beginning of a frame.
	rest: Vec<u8>,
}

impl Subscriber {
	/// A connection that is subscribed.
	fn open(port: u16) -> Result<Self> {
		let mut stream = TcpStream::connect(("127.0.0.1", port))?;
		stream.set_nodelay(true)?;
		stream.set_read_timeout(Some(PATIENCE))?;
		setsockopt(&stream, sockopt::ReceiveTimestamp, &true)?;
		let request = format!(
			"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: \
			 Upgrade\r\nSec-WebSocket-Key: bGFic2NhcGUtYmVuY2htYXI=\r\nSec-WebSocket-Version: 13\r\n\r\n"
		);
		stream.write_all(request.as_bytes())?;
		let mut subscriber = Self { stream, rest: Vec::new() };
		let head = loop {
			subscriber.wait()?;
			let end = subscriber.rest.windows(4).position(|four| four == b"\r\n\r\n");
			if let Some(end) = end {
				break subscriber.rest.drain(..end + 4).collect::<Vec<_>>();
			}
		};
		let status = String::from_utf8_lossy(&head);
		let status = status.lines().next().unwrap_or_default();
		ensure!(status.starts_with("HTTP/1.1 101"), "refused: {status}");
		subscriber.stream.write_all(&request_frame(SUBSCRIBE))?;
		loop {
			let Some(answer) = subscriber.next_text()? else {
				subscriber.wait()?;
				continue;
			};
			let answer: Value = serde_json::from_slice(&answer)?;
			ensure!(answer.get("result").is_some(), "not subscribed: {answer}");
			return Ok(subscriber);
		}
	}

	/// Wait for bytes.
	fn wait(&mut self) -> Result<()> {
		let mut buffer = [0; BUFFER_BYTES];
		let read = self.stream.read(&mut buffer).map_err(|error| match error.kind() {
			ErrorKind::WouldBlock => anyhow::anyhow!("no answer within {PATIENCE:?}"),
			_ => error.into(),
		})?;
		ensure!(read > 0, "the node closed the connection");
		self.rest.extend(buffer.iter().take(read));
		Ok(())
	}

	/// Take what has arrived, without waiting.
	fn take(&mut self, arrivals: &mut Vec<f64>) -> Result<()> {
		let mut buffer = [0; BUFFER_BYTES];
		loop {
			let mut slices = [IoSliceMut::new(&mut buffer)];
			let mut control = cmsg_space!(TimeVal);
			let fd = self.stream.as_raw_fd();
			let flags = MsgFlags::MSG_DONTWAIT;
			let message = match recvmsg::<()>(fd, &mut slices, Some(&mut control), flags) {
				Err(Errno::EAGAIN) => return Ok(()),
				message => message?,
			};
			let read = message.bytes;
			ensure!(read > 0, "the node closed a connection");
			let stamp = message.cmsgs()?.find_map(|control| match control {
				ControlMessageOwned::ScmTimestamp(time) => Some(time),
				_ => None,
			});
			let stamp = stamp.context("the kernel stamps no arrivals")?;
			let arrived = stamp.tv_sec() as f64 * 1e3 + stamp.tv_usec() as f64 / 1e3;
			self.rest.extend(buffer.iter().take(read));
			while self.next_text()?.is_some() {
				arrivals.push(arrived);
			}
		}
	}

	/// The next text that is there whole; answers pings on the way.
	fn next_text(&mut self) -> Result<Option<Vec<u8>>> {
		while let Some((kind, payload)) = self.next_frame()? {
			match kind {
				TEXT => return Ok(Some(payload)),
				PING => self.stream.write_all(&PONG)?,
				_ => {}
			}
		}
		Ok(None)
	}

	/// The first byte and the payload of a frame that is there whole; servers do not mask theirs.
	fn next_frame(&mut self) -> Result<Option<(u8, Vec<u8>)>> {
		let (kind, head, length) = match self.rest[..] {
			[_, 127, ..] => bail!("a frame larger than a head"),
			[kind, 126, high, low, ..] => (kind, 4, usize::from(u16::from_be_bytes([high, low]))),
			[kind, length, ..] if length < 126 => (kind, 2, usize::from(length)),
			_ => return Ok(None),
		};
		if self.rest.len() < head + length {
			return Ok(None);
		}
		let frame = self.rest.drain(..head + length).skip(head);
		Ok(Some((kind, frame.collect())))
	}
}

/// A text frame of less than 126 bytes, with a mask of zeros.
fn request_frame(text: &str) -> Vec<u8> {
	let mut frame = vec![TEXT, 0x80 | text.len() as u8, 0, 0, 0, 0];
	frame.extend(text.as_bytes());
	frame
}

fn say(value: &Value) -> Result<()> {
	let mut out = std::io::stdout().lock();
	writeln!(out, "{value}")?;
	Ok(out.flush()?)
}
