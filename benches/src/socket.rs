//! A WebSocket client of the bare minimum: texts out, texts and their times of arrival in.
//!
//! Clients of the RPC benchmark share the node's cores, which those of a real node do not, so this one
//! leaves it alone: it is not woken by what arrives, and takes the times of arrival from the kernel, which
//! stamps each segment when it reaches the socket. Where one pass finds several segments on a connection,
//! all of them count as arrived with the last.

use std::{
	io::{ErrorKind, IoSliceMut, Read, Write},
	net::TcpStream,
	os::fd::AsRawFd,
	time::Duration,
};

use anyhow::{bail, ensure, Context, Result};
use nix::{
	cmsg_space,
	errno::Errno,
	sys::{
		socket::{recvmsg, setsockopt, sockopt, ControlMessageOwned, MsgFlags},
		time::TimeVal,
	},
};
use serde_json::Value;

/// What a connection may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// More than most answers take.
const BUFFER_BYTES: usize = 16 << 10;

// First bytes of whole frames, and an empty answer to a ping (RFC 6455, 5.2 and 5.5.3).
const TEXT: u8 = 0x81;
const PING: u8 = 0x89;
const PONG: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

/// A connection to a node's RPC.
pub struct Socket {
	stream: TcpStream,
	/// The beginning of a frame.
	rest: Vec<u8>,
}

impl Socket {
	/// Connect to a port of this machine.
	///
	/// # Errors
	/// A connection that is refused.
	pub fn open(port: u16) -> Result<Self> {
		let mut stream = TcpStream::connect(("127.0.0.1", port))?;
		stream.set_nodelay(true)?;
		stream.set_read_timeout(Some(PATIENCE))?;
		setsockopt(&stream, sockopt::ReceiveTimestamp, &true)?;
		let request = format!(
			"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: \
			 Upgrade\r\nSec-WebSocket-Key: bGFic2NhcGUtYmVuY2htYXI=\r\nSec-WebSocket-Version: 13\r\n\r\n"
		);
		stream.write_all(request.as_bytes())?;
		let mut socket = Self { stream, rest: Vec::new() };
		let head = loop {
			socket.wait()?;
			let end = socket.rest.windows(4).position(|four| four == b"\r\n\r\n");
			if let Some(end) = end {
				break socket.rest.drain(..end + 4).collect::<Vec<_>>();
			}
		};
		let status = String::from_utf8_lossy(&head);
		let status = status.lines().next().unwrap_or_default();
		ensure!(status.starts_with("HTTP/1.1 101"), "refused: {status}");
		Ok(socket)
	}

	/// Send a text of less than 64 KiB.
	///
	/// # Errors
	/// A longer text; a connection that is closed.
	pub fn send(&mut self, text: &str) -> Result<()> {
		Ok(self.stream.write_all(&text_frame(text)?)?)
	}

	/// Send a request and wait for what it returns; nothing else may be under way.
	///
	/// # Errors
	/// An answer that is an error or does not come.
	pub fn ask(&mut self, request: &str) -> Result<Value> {
		self.send(request)?;
		loop {
			let Some(answer) = self.next_text()? else {
				self.wait()?;
				continue;
			};
			let answer: Value = serde_json::from_slice(&answer)?;
			return answer.get("result").cloned().with_context(|| format!("refused: {answer}"));
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

	/// Take what has arrived, without waiting: each text, and when in milliseconds of Unix time.
	///
	/// # Errors
	/// A connection that the node closes, a frame of 64 KiB or more, or what `each` returns.
	pub fn take(&mut self, mut each: impl FnMut(&[u8], f64) -> Result<()>) -> Result<()> {
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
			while let Some(text) = self.next_text()? {
				each(&text, arrived)?;
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
			[_, 127, ..] => bail!("a frame of 64 KiB or more"),
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

/// A text frame with a mask of zeros.
fn text_frame(text: &str) -> Result<Vec<u8>> {
	let length = u16::try_from(text.len()).context("a text of 64 KiB or more")?;
	let mut frame = vec![TEXT];
	if length < 126 {
		frame.push(0x80 | length as u8);
	} else {
		frame.push(0x80 | 126);
		frame.extend(length.to_be_bytes());
	}
	frame.extend([0; 4]);
	frame.extend(text.as_bytes());
	Ok(frame)
}
