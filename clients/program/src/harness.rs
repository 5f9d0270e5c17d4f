//! A program as the swarm executes it, for tests.

use labscape_referee::{execute, native, CannotRun, Outcome, Registered, SEMANTICS};

use crate::{check, Refused, Report};

/// A checked and compiled program.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let module = labscape_program::build::program("programs/digits".as_ref(), None)?;
/// let harness = labscape_program::Harness::new(&std::fs::read(module)?)?;
/// let outcome = harness.run_proven(b"input", 1_000_000)?;
/// assert!(outcome.output().is_some());
/// # Ok(()) }
/// ```
pub struct Harness {
	program: Registered,
	machine: native::Program,
}

/// Why there is no harness.
#[derive(Debug)]
pub enum NoHarness {
	/// The module is no program.
	Refused(Box<Refused>),
	/// This machine cannot run it.
	CannotRun(CannotRun),
}

impl std::fmt::Display for NoHarness {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match self {
			Self::Refused(refused) => write!(f, "{}", Report::Refused(*refused.clone())),
			Self::CannotRun(reason) => write!(f, "{reason}"),
		}
	}
}

impl std::error::Error for NoHarness {}

impl Harness {
	/// Check and compile a module.
	///
	/// # Errors
	/// [`NoHarness`], with the explanation of [`check`](crate::check()).
	pub fn new(module: &[u8]) -> Result<Self, NoHarness> {
		let program = match check(module) {
			Report::Accepted(accepted) => accepted.program,
			Report::Refused(refused) => return Err(NoHarness::Refused(Box::new(refused))),
		};
		let machine = native::Engine::new(1)
			.and_then(|engine| engine.compile(SEMANTICS, &program.module))
			.map_err(NoHarness::CannotRun)?;
		Ok(Self { program, machine })
	}

	/// The instrumented program.
	pub fn program(&self) -> &Registered {
		&self.program
	}

	/// Execute one item as an agent does.
	///
	/// # Errors
	/// [`CannotRun`], if the input or the fuel exceeds the limits.
	pub fn run(&self, input: &[u8], fuel_limit: u64) -> Result<Outcome, CannotRun> {
		self.machine.execute(input, fuel_limit)
	}

	/// Execute one item as an agent does and as the chain's referee does.
	///
	/// # Errors
	/// As [`Self::run`].
	///
	/// # Panics
	/// If the two disagree: that would be a defect of the engines, not of the program.
	pub fn run_proven(&self, input: &[u8], fuel_limit: u64) -> Result<Outcome, CannotRun> {
		let outcome = self.run(input, fuel_limit)?;
		let referee = execute(SEMANTICS, &self.program.module, input, fuel_limit)?;
		assert_eq!(outcome, referee, "machine code and referee disagree");
		Ok(outcome)
	}
}
