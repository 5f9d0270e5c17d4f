//! R1: requests at a fixed rate, whatever the answers do, and how long each took.
//!
//! The RPC benchmark starts this beside the node, and gives it the requests: one line of standard input for
//! each, a JSON list of method and parameters. They are sent in turn over a few connections, and again from
//! the first where there are fewer than the run takes. The latency of a request counts from the moment it
//! was due, not from when it was sent, so that neither a slow server nor a late client can hide a queue. On
//! standard output: one line with the rate, the percentiles in milliseconds, and the errors with their
//! numbers.

use std::{
	collections::BTreeMap,
	thread,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use serde_json::{json, Value};

use crate::socket::Socket;

/// Between two looks at what is due and what has arrived.
const PASS: Duration = Duration::from_micros(250);
/// From the beginning to the first request.
const LEAD_MS: f64 = 50.0;
/// How long the last answers may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// An error's message is known by so many characters.
const MESSAGE_CHARS: usize = 120;

/// Send requests, lines of standard input like `["system_name",[]]`, at a fixed rate.
#[derive(Debug, Args)]
pub struct Options {
	/// The node's RPC port on this machine.
	#[arg(long)]
	port: u16,
	/// Connections that take turns.
	#[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
	sockets: u16,
	/// Requests a second.
	#[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
	rate: u32,
	/// How many seconds.
	#[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
	seconds: u32,
}

/// Send them all and wait for the answers.
///
/// # Errors
/// No requests, or one that is none; a connection that is refused or closed; answers that do not come.
pub fn run(options: &Options) -> Result<()> {
	let requests: Vec<_> = std::io::stdin()
		.lines()
		.enumerate()
		.map(|(index, line)| request(&line?).with_context(|| format!("line {}", index + 1)))
		.collect::<Result<_>>()?;
	ensure!(!requests.is_empty(), "no requests on standard input");
	let mut sockets =
		(0..options.sockets).map(|_| Socket::open(options.port)).collect::<Result<Vec<_>>>()?;
	let total = options.rate as usize * options.seconds as usize;
	let mut answers = Answers { due: Vec::with_capacity(total), ..Answers::default() };
	let begin = now_ms()? + LEAD_MS;
	let mut sent_in = 0.0;
	let mut late: Option<Instant> = None;
	while answers.count() < total {
		let elapsed = now_ms()? - begin;
		while answers.due.len() < total {
			let id = answers.due.len();
			let due = id as f64 * 1e3 / f64::from(options.rate);
			if due > elapsed {
				break;
			}
			let (method, params) = &requests[id % requests.len()];
			let text =
				format!(r#"{{"jsonrpc":"2.0","id":{id},"method":{method},"params":{params}}}"#);
			answers.due.push(begin + due);
			let count = sockets.len();
			sockets[id % count].send(&text)?;
			sent_in = now_ms()? - begin;
		}
		for socket in &mut sockets {
			socket.take(|text, arrived| answers.note(text, arrived))?;
		}
		if answers.due.len() == total {
			let since = *late.get_or_insert_with(Instant::now);
			let missing = total - answers.count();
			ensure!(since.elapsed() < PATIENCE, "{missing} answers did not come in {PATIENCE:?}");
		}
		thread::sleep(PASS);
	}
	println!("{}", answers.summary(total as f64 * 1e3 / sent_in));
	Ok(())
}

/// Method and parameters, as they stand in a request.
fn request(line: &str) -> Result<(String, String)> {
	match serde_json::from_str(line)? {
		Value::Array(parts) => match &parts[..] {
			[method @ Value::String(_), params @ Value::Array(_)] => {
				Ok((method.to_string(), params.to_string()))
			}
			_ => bail!("not a method and a list of parameters: {line}"),
		},
		_ => bail!("not a list: {line}"),
	}
}

fn now_ms() -> Result<f64> {
	Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1e3)
}

/// What came back.
#[derive(Default)]
struct Answers {
	/// When each request was due, by its id.
	due: Vec<f64>,
	latencies: Vec<f64>,
	errors: BTreeMap<String, u32>,
	failed: usize,
}

impl Answers {
	fn count(&self) -> usize {
		self.latencies.len() + self.failed
	}

	fn note(&mut self, text: &[u8], arrived: f64) -> Result<()> {
		let answer: Value = serde_json::from_slice(text)?;
		if let Some(error) = answer.get("error") {
			let message: String = error.to_string().chars().take(MESSAGE_CHARS).collect();
			*self.errors.entry(message).or_default() += 1;
			self.failed += 1;
			return Ok(());
		}
		let due = answer.get("id").and_then(Value::as_u64).and_then(|id| self.due.get(id as usize));
		self.latencies.push(arrived - due.context("an answer to nothing that was asked")?);
		Ok(())
	}

	fn summary(mut self, rate: f64) -> Value {
		self.latencies.sort_by(f64::total_cmp);
		let at = |share: f64| {
			let index = (self.latencies.len() as f64 * share).ceil() as usize;
			self.latencies.get(index.saturating_sub(1)).copied()
		};
		json!({
			"rate": rate,
			"answered": self.latencies.len(),
			"errors": self.errors,
			"p50": at(0.5),
			"p99": at(0.99),
			"max": self.latencies.last(),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn requests_are_lists_of_method_and_parameters() {
		assert_eq!(
			request(r#"["state_call", ["a", "0x"]]"#).unwrap(),
			(r#""state_call""#.into(), r#"["a","0x"]"#.into())
		);
		for bad in ["", "{}", "[]", r#"["a"]"#, r#"["a",1]"#, r#"[1,[]]"#, r#"["a",[],[]]"#] {
			assert!(request(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn latencies_count_from_when_a_request_was_due() {
		let mut answers = Answers { due: (0..100).map(f64::from).collect(), ..Answers::default() };
		for id in (0..99).rev() {
			let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":null}}"#);
			answers.note(text.as_bytes(), f64::from(2 * id + 1)).unwrap();
		}
		answers.note(br#"{"jsonrpc":"2.0","id":99,"error":{"code":1}}"#, 99.0).unwrap();
		assert!(answers.note(br#"{"jsonrpc":"2.0","id":100,"result":1}"#, 100.0).is_err());
		assert!(answers.note(b"{", 100.0).is_err());
		assert_eq!(answers.count(), 100);
		let summary = answers.summary(7.0);
		assert_eq!(summary["p50"], 50.0);
		assert_eq!(summary["p99"], 99.0);
		assert_eq!(summary["max"], 99.0);
		assert_eq!(summary["answered"], 99);
		assert_eq!(summary["errors"][r#"{"code":1}"#], 1);
	}
}
