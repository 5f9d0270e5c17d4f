//! R1: thousands of connections, each subscribed to new heads, and when each block reaches them.
//!
//! The RPC benchmark starts this beside the node. It sleeps between passes over the connections.
//!
//! On standard output: one line `{"seconds": s}` when all are subscribed; then, for each line of standard
//! input, the arrivals since the one before, in milliseconds of Unix time. It ends with its input.

use std::{
	io::{BufRead, Write},
	sync::mpsc::{self, RecvTimeoutError},
	thread,
	time::{Duration, Instant},
};

use anyhow::Result;
use clap::Args;
use serde_json::{json, Value};

use crate::socket::Socket;

/// Handshakes under way at once.
const OPENING: usize = 50;
/// Between two passes over the connections.
const PASS: Duration = Duration::from_secs(1);
const SUBSCRIBE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"chain_subscribeNewHeads"}"#;

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
fn open_all(options: &Options) -> Result<Vec<Socket>> {
	let share = |index| (options.count + index) / OPENING;
	let subscribe = |_| {
		let mut socket = Socket::open(options.port)?;
		socket.ask(SUBSCRIBE)?;
		Ok(socket)
	};
	let open = |count| (0..count).map(subscribe).collect();
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

fn pass(subscribers: &mut [Socket], arrivals: &mut Vec<f64>) -> Result<()> {
	subscribers.iter_mut().try_for_each(|subscriber| {
		subscriber.take(|_, arrived| {
			arrivals.push(arrived);
			Ok(())
		})
	})
}

fn say(value: &Value) -> Result<()> {
	let mut out = std::io::stdout().lock();
	writeln!(out, "{value}")?;
	Ok(out.flush()?)
}
