#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use frame_support::pallet_macros::import_section;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

mod audits;
mod beacon;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod claims;
mod commits;
mod disputes;
mod emission;
mod epochs;
mod events;
mod fallback;
mod faults;
mod impls;
#[cfg(test)]
mod mock;
mod params;
mod programs;
mod report;
pub mod runtime_api;
mod settlement;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod views;
pub mod weights;

/// What benchmarks need of the pallets beside this one.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AccountId, Signature> {
	/// A node in `labscape` that holds `leases` leases of `items` items each, the requester of these,
	/// and what signs with the node's hot key.
	fn node(
		labscape: labscape_primitives::LabscapeId,
		leases: u32,
		items: u32,
	) -> (labscape_primitives::NodeId, AccountId, alloc::boxed::Box<dyn Fn(&[u8]) -> Signature>);
	/// Let [`Config::AuthorRandomness`] return something.
	fn output();
	/// The keys of other pallets that every report or every settled work reads or writes, so that the
	/// database pays for them once a block: the brakes, the bound of emission, the sum of voting power,
	/// the parameters of Resources, its paused blocks, the length of an epoch.
	fn shared() -> alloc::vec::Vec<alloc::vec::Vec<u8>>;
}

/// The target of this pallet's log lines.
pub const LOG_TARGET: &str = "runtime::posw";

#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{hold, Inspect, Mutate},
		weights::{WeightMeter, WeightToFee},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use labscape_posw::{
		params::Parameters,
		payload::{Answer, Attested, Proof, Report, MAX_CLAIMS},
		Balance, MAX_INPUT_PROOF,
	};
	use labscape_primitives::{
		BurnLedger, Fuel, Hash, LabscapeId, LeaseId, NodeId, ProviderStake, WorkEmission,
		WorkEpoch, WorkPower, WorkSource,
	};
	use sp_runtime::{
		traits::{IdentifyAccount, Verify},
		Perbill,
	};

	/// The siblings of one input in a job's tree of inputs.
	pub type InputProof = BoundedVec<Hash, ConstU32<MAX_INPUT_PROOF>>;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The money of the chain.
		type Currency: Inspect<Self::AccountId, Balance = Balance>
			+ Mutate<Self::AccountId>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// The runtime's hold reasons.
		type RuntimeHoldReason: From<HoldReason>;
		/// Where work comes from: Resources.
		type Work: WorkSource<Self::AccountId, Balance>;
		/// The bonds behind nodes: SwarmStaking.
		type Stake: ProviderStake<Self::AccountId, Balance>;
		/// The account in which SwarmStaking keeps income and slashes.
		#[pallet::constant]
		type StakePot: Get<Self::AccountId>;
		/// Where everything is minted and burned: Burning.
		type Ledger: BurnLedger<Self::AccountId, Balance>;
		/// The bounds on emission for work: Burning.
		type Emission: WorkEmission<Balance>;
		/// Voting power earned by work: Governance.
		type Power: WorkPower<Self::AccountId, Balance>;
		/// The treasury's account.
		#[pallet::constant]
		type Treasury: Get<Self::AccountId>;
		/// What the author of the last block proved, known since its end:
		/// `pallet_babe::AuthorVrfRandomness`.
		type AuthorRandomness: Get<Option<[u8; 32]>>;
		/// Whether SafeMode or TxPause keeps nodes from reporting. *(A19)*
		type Paused: Get<bool>;
		/// What weight costs, for bonds and charges.
		type WeightToFee: WeightToFee<Balance = Balance>;
		/// The signatures of hot keys.
		type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + Parameter;
		/// Who may change the parameters.
		type ParameterOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// The account that holds what is leased.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// Blocks in an epoch of work, at least 5.
		#[pallet::constant]
		type EpochPeriod: Get<u32>;
		/// How many periods an epoch is extended at most while half of the nodes are missing.
		#[pallet::constant]
		type MaxExtension: Get<u32>;
		/// The most fuel that one item may be given: the referee must fit it into its share of a block.
		#[pallet::constant]
		type MaxItemFuel: Get<Fuel>;
		/// The referee's share of a block's weight.
		#[pallet::constant]
		type RefereeShare: Get<Perbill>;
		/// The most nodes of one labscape that report in one epoch.
		#[pallet::constant]
		type MaxSeats: Get<u32>;
		/// The parameters until they are changed.
		type DefaultParameters: Get<Parameters>;
		/// What the calls weigh.
		type WeightInfo: WeightInfo;
		/// Makes nodes and leases for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::Signature>;
	}

	/// Why this pallet holds balances.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Secures a dispute.
		#[codec(index = 0)]
		DisputeBond,
	}

	/// Where the current epoch stands. Written by [`epochs`] in hooks, and by reports.
	#[pallet::storage]
	pub type Current<T: Config> = StorageValue<_, EpochState<BlockNumberFor<T>>, ValueQuery>;

	/// Epochs of which something is open, by epoch of work. Written by [`epochs`]; removed when all
	/// its pages are done and all older ones are removed.
	#[pallet::storage]
	pub type Epochs<T: Config> = StorageMap<_, Twox64Concat, WorkEpoch, EpochRecord>;

	/// The oldest entry of [`Epochs`].
	#[pallet::storage]
	pub type OldestEpoch<T: Config> = StorageValue<_, WorkEpoch, ValueQuery>;

	/// How many eligible units each labscape brings to a draw. Lives as long as its epoch.
	#[pallet::storage]
	pub type Tables<T: Config> = StorageMap<_, Twox64Concat, WorkEpoch, Table, ValueQuery>;

	/// The nodes that reported in the epoch after this one, labscape by labscape, with the tallies of
	/// their work. Removed when every seat is done. At most 256 per epoch.
	#[pallet::storage]
	pub type Pages<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkEpoch,
		Twox64Concat,
		LabscapeId,
		BoundedVec<Seat, T::MaxSeats>,
		ValueQuery,
	>;

	/// Commits that are not decided. Written by [`commits`], removed by [`settlement`]; at most
	/// [`MAX_OPEN_EPOCHS`] per node.
	#[pallet::storage]
	pub type Works<T: Config> =
		StorageDoubleMap<_, Twox64Concat, WorkEpoch, Twox64Concat, NodeId, Work<T::AccountId>>;

	/// What is known of each node, its audits included. Removed when Resources forgets the node.
	#[pallet::storage]
	pub type Standings<T: Config> = StorageMap<_, Twox64Concat, NodeId, Standing, ValueQuery>;

	/// Pages by the epoch in which they are to be looked at, then by the epoch of their work. Written
	/// by [`commits`] and [`settlement`]; an entry is removed when all its pages were looked at.
	#[pallet::storage]
	pub type Agenda<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		WorkEpoch,
		Twox64Concat,
		WorkEpoch,
		LabscapeSet,
		ValueQuery,
	>;

	/// The first epoch whose agenda may not be empty.
	#[pallet::storage]
	pub type AgendaFrom<T: Config> = StorageValue<_, WorkEpoch, ValueQuery>;

	/// Leaves proven wrong with more auditors than one call can charge, by epoch and node of their work.
	/// Written by [`disputes`]; [`faults`] removes them step by step in idle blocks.
	#[pallet::storage]
	pub type Charges<T: Config> =
		StorageDoubleMap<_, Twox64Concat, WorkEpoch, Twox64Concat, NodeId, Agreed>;

	/// Open disputes. At most four per work.
	#[pallet::storage]
	pub type Disputes<T: Config> = StorageMap<_, Twox64Concat, DisputeId, Dispute<T::AccountId>>;

	/// The id of the next dispute.
	#[pallet::storage]
	pub type NextDispute<T: Config> = StorageValue<_, DisputeId, ValueQuery>;

	/// The block of the last refereed execution, and the time that executions took in it.
	#[pallet::storage]
	pub type RefereeUsed<T: Config> = StorageValue<_, (BlockNumberFor<T>, u64), ValueQuery>;

	/// Registered programs, by the hash of the instrumented module. Never removed: a job pins one.
	#[pallet::storage]
	pub type Programs<T: Config> = StorageMap<_, Identity, Hash, Program>;

	/// The parameters of epochs to come, if they were changed.
	#[pallet::storage]
	pub type NextParameters<T: Config> = StorageValue<_, Parameters>;

	/// The verdicts of the report under way, with its place and its node: checked when it is authorised,
	/// applied when the same transaction is dispatched. Never there between blocks.
	#[pallet::storage]
	#[pallet::unbounded]
	pub type CheckedVerdicts<T: Config> = StorageValue<
		_,
		((BlockNumberFor<T>, Option<u32>), labscape_primitives::NodeId, audits::Judgement),
	>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		#[serde(skip)]
		_config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			frame_system::Pallet::<T>::inc_providers(&Pallet::<T>::pot_account());
			Pallet::<T>::open_record(0);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			Self::on_block(now)
		}

		fn on_finalize(_now: BlockNumberFor<T>) {
			// A report that was authorised and then refused leaves its verdicts behind.
			CheckedVerdicts::<T>::kill();
		}

		fn on_idle(_now: BlockNumberFor<T>, remaining: Weight) -> Weight {
			let mut meter = WeightMeter::with_limit(remaining);
			Self::charge_rest(&mut meter);
			Self::sweep(&mut meter);
			Self::prune(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			Self::check_config();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Say all that a node has to say in one epoch: commit, audit commit, verdicts.
		///
		/// Free. Everything is checked before it enters the pool and again in the block; what was
		/// right then and is not now is skipped with an event. The pool also keeps a report whose
		/// epoch the next block begins.
		///
		/// ## Origin
		/// Authorised by the node's hot key: `signature` over
		/// [`signing_payload`](labscape_posw::payload::signing_payload) of the call `"report"`.
		/// ## Effects
		/// The node takes its seat in this epoch's draw; its work is committed; its audits are
		/// committed, judged and paid; disputes are filed for leaves it found wrong.
		/// ## Errors
		/// As validity: the error's index is the custom code.
		/// ## Cost
		/// O(leases + entries · samples + openings). Declared for full pages: what they do not hold is
		/// returned, and what a page costs that was written in the same block already.
		#[pallet::call_index(0)]
		#[pallet::weight((Pallet::<T>::report_weight(report), DispatchClass::Normal, Pays::No))]
		#[pallet::weight_of_authorize(Pallet::<T>::report_check_weight(report))]
		#[pallet::authorize(Pallet::<T>::authorize_report)]
		pub fn report(
			origin: OriginFor<T>,
			report: Box<Report>,
			signature: T::Signature,
		) -> DispatchResultWithPostInfo {
			frame_system::ensure_authorized(origin)?;
			let _ = signature;
			Ok(Some(Self::do_report(*report)).into())
		}

		/// Register a program: validate and instrument the module.
		///
		/// The chain keeps the hash of the instrumented module, its size and its semantics. Bytes come
		/// with disputes; anybody can instrument the module again and gets the same bytes.
		///
		/// ## Origin
		/// Signed by anybody.
		/// ## Effects
		/// Emits [`Event::ProgramRegistered`] with the program's id.
		/// ## Errors
		/// [`Error::NotAProgram`]; [`Error::ProgramExists`].
		/// ## Cost
		/// O(bytes).
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::register_program()
			.saturating_add(Pallet::<T>::registration_weight(module.len())))]
		pub fn register_program(origin: OriginFor<T>, module: Vec<u8>) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_register_program(&module)
		}

		/// Say that a committed leaf is wrong.
		///
		/// The bond is ten times what the referee costs. It is lost if the leaf is right, or if nobody
		/// calls [`Call::run`] in time. *(A13)*
		///
		/// ## Origin
		/// Signed by anybody.
		/// ## Effects
		/// Holds the bond; the work does not settle before the dispute is resolved.
		/// ## Errors
		/// [`Error::BadProof`], [`Error::TooManyDisputes`], [`Error::AlreadyDisputed`],
		/// [`Error::UnknownWork`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::file(), DispatchClass::Operational))]
		pub fn file(
			origin: OriginFor<T>,
			work: WorkEpoch,
			node: NodeId,
			leaf: u32,
			committed: Hash,
			proof: Proof,
		) -> DispatchResult {
			let filer = ensure_signed(origin)?;
			Self::do_file(filer, work, node, leaf, committed, &proof).map(|_| ())
		}

		/// As [`Call::file`], by a node whose hot key has no funds: the bond is reserved from the own
		/// bond of its provider.
		///
		/// An auditor that sees the leaf only after its verdict, in an answer, shows with `attested` what
		/// it had committed to: it takes part in the bounty, whoever filed first.
		///
		/// ## Origin
		/// Authorised by the hot key of `auditor`: `signature` over the call `"file_as_node"`.
		/// ## Effects
		/// As [`Call::file`]. What was attested joins a dispute about the same leaf, which needs no bond,
		/// or takes the place of one that nobody attested.
		/// ## Errors
		/// As [`Call::file`]; [`Error::InsufficientBond`]; [`Error::NotDrawn`],
		/// [`Error::NothingToJudge`], [`Error::BadOpening`] for what was not attested.
		/// ## Cost
		/// O(1).
		#[pallet::call_index(3)]
		#[pallet::weight((
			T::WeightInfo::file().saturating_add(T::WeightInfo::authorize_file()),
			DispatchClass::Operational,
			Pays::No
		))]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_file())]
		#[pallet::authorize(Pallet::<T>::authorize_file)]
		pub fn file_as_node(
			origin: OriginFor<T>,
			auditor: NodeId,
			work: WorkEpoch,
			node: NodeId,
			leaf: u32,
			committed: Hash,
			proof: Proof,
			attested: Option<Attested>,
			signature: T::Signature,
		) -> DispatchResult {
			frame_system::ensure_authorized(origin)?;
			let _ = signature;
			let (committed, proof, attested) = (&committed, &proof, attested.as_ref());
			let accused = disputes::Accused { work, node, leaf, committed, proof, attested };
			Self::do_file_as_node(auditor, accused);
			Ok(())
		}

		/// Execute a disputed item: the chain is the referee.
		///
		/// Needs no signature: a dispute is run once, by whoever brings the bytes. Within the referee's
		/// share of a block, first come first served. The dispute's bond or the liar's stake pays.
		///
		/// ## Origin
		/// Authorised by the bytes: program and input must be those of the job.
		/// ## Effects
		/// Wrong leaf: the executor's stake is taken, a tenth to the auditors who had attested the
		/// right leaf (else to the filer), the rest burned; its work of that epoch is void. Right leaf:
		/// the bond is burned.
		/// ## Errors
		/// [`Error::UnknownDispute`], [`Error::WrongBytes`]; [`Error::RefereeFull`] and, in the epoch in
		/// which it was filed, while verdicts are due, or while another one was attested and this was
		/// not, [`Error::NotYet`] (try again).
		/// ## Cost
		/// O(program + input + fuel).
		#[pallet::call_index(4)]
		#[pallet::weight((
			Pallet::<T>::run_weight(program.len(), input.len(), *fuel),
			DispatchClass::Normal,
			Pays::No
		))]
		#[pallet::weight_of_authorize(Pallet::<T>::run_check_weight(program.len(), input.len()))]
		#[pallet::authorize(Pallet::<T>::authorize_run)]
		pub fn run(
			origin: OriginFor<T>,
			dispute: DisputeId,
			program: Vec<u8>,
			input: Vec<u8>,
			input_proof: InputProof,
			fuel: Fuel,
		) -> DispatchResult {
			frame_system::ensure_authorized(origin)?;
			Self::do_run(dispute, &program, &input, &input_proof, fuel);
			Ok(())
		}

		/// Show the leaves that auditors said they could not get.
		///
		/// Needs no signature: leaves that verify against the root are the right ones. *(A10)*
		///
		/// ## Origin
		/// Authorised by the multiproof.
		/// ## Effects
		/// The claims are withdrawn and count as agreed; half of the cost is deducted from the
		/// executor's payment, the claimants get no fee for these samples. Nothing is decided before a
		/// whole epoch has passed in which what is shown can be disputed. After the work was suspended
		/// it stays void, but the stake is saved if nothing is proven wrong.
		/// ## Errors
		/// [`Error::NothingClaimed`], [`Error::IncompleteAnswer`], [`Error::BadProof`].
		/// ## Cost
		/// O(leaves + claims); what was not claimed is returned.
		#[pallet::call_index(5)]
		#[pallet::weight((
			T::WeightInfo::answer(MAX_CLAIMS),
			DispatchClass::Operational,
			Pays::No
		))]
		#[pallet::weight_of_authorize(T::WeightInfo::answer(answer.leaves.len() as u32))]
		#[pallet::authorize(Pallet::<T>::authorize_answer)]
		pub fn answer(
			origin: OriginFor<T>,
			work: WorkEpoch,
			node: NodeId,
			answer: Box<Answer>,
		) -> DispatchResultWithPostInfo {
			frame_system::ensure_authorized(origin)?;
			Ok(Some(Self::do_answer(work, node, &answer)).into())
		}

		/// Ask for the bytes of an output that the executor does not hand over.
		///
		/// ## Origin
		/// Signed by the requester of the item's job, before the work is decided.
		/// ## Effects
		/// The work does not settle before [`Call::show_output`]; without it, it is suspended.
		/// ## Errors
		/// [`Error::NotRequester`], [`Error::TooManyAsked`], [`Error::UnknownWork`].
		/// ## Cost
		/// O(segments).
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::ask_output())]
		pub fn ask_output(
			origin: OriginFor<T>,
			work: WorkEpoch,
			node: NodeId,
			leaf: u32,
		) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_ask_output(&requester, work, node, leaf)
		}

		/// Show the bytes of an output that was asked for.
		///
		/// `result` are the bytes whose hash stands in the leaf: kind, output, fuel used.
		///
		/// ## Origin
		/// Authorised by the bytes: with the item they make a leaf that verifies.
		/// ## Effects
		/// The question is answered; the bytes are in the block.
		/// ## Errors
		/// [`Error::NothingClaimed`], [`Error::BadProof`].
		/// ## Cost
		/// O(bytes).
		#[pallet::call_index(7)]
		#[pallet::weight((
			T::WeightInfo::check_bytes(result.len() as u32),
			DispatchClass::Normal,
			Pays::No
		))]
		#[pallet::weight_of_authorize(T::WeightInfo::check_bytes(result.len() as u32))]
		#[pallet::authorize(Pallet::<T>::authorize_show_output)]
		pub fn show_output(
			origin: OriginFor<T>,
			work: WorkEpoch,
			node: NodeId,
			leaf: u32,
			result: Vec<u8>,
			proof: Proof,
		) -> DispatchResult {
			frame_system::ensure_authorized(origin)?;
			Self::do_show_output(work, node, leaf, &result, &proof);
			Ok(())
		}

		/// Have an item refereed where there are no auditors.
		///
		/// ## Origin
		/// Authorised by the bytes, as [`Call::run`].
		/// ## Effects
		/// A right leaf counts as proven; when all are, the work settles. A wrong one is as in
		/// [`Call::run`]. The cost is deducted from the executor's payment.
		/// ## Errors
		/// [`Error::NotRefereed`], [`Error::WrongBytes`], [`Error::BadProof`]; [`Error::RefereeFull`].
		/// ## Cost
		/// O(program + input + fuel).
		#[pallet::call_index(8)]
		#[pallet::weight((
			Pallet::<T>::run_weight(program.len(), input.len(), *fuel),
			DispatchClass::Normal,
			Pays::No
		))]
		#[pallet::weight_of_authorize(T::WeightInfo::check_bytes(program.len().saturating_add(input.len()) as u32))]
		#[pallet::authorize(Pallet::<T>::authorize_prove)]
		pub fn prove(
			origin: OriginFor<T>,
			work: WorkEpoch,
			node: NodeId,
			slot: u8,
			program: Vec<u8>,
			input: Vec<u8>,
			input_proof: InputProof,
			committed: Hash,
			proof: Proof,
			fuel: Fuel,
		) -> DispatchResult {
			frame_system::ensure_authorized(origin)?;
			let bytes = disputes::Bytes {
				program: &program,
				input: &input,
				input_proof: &input_proof,
				fuel,
			};
			Self::do_prove(work, node, slot, bytes, &committed, &proof);
			Ok(())
		}

		/// Accept the results of a lease without proof, irrevocably and at one's own risk.
		///
		/// ## Origin
		/// Signed by the requester.
		/// ## Effects
		/// The segment is paid at once: without emission, reputation or voting power. *(A17)*
		/// ## Errors
		/// [`Error::NotRequester`], [`Error::NothingToAccept`], [`Error::UnknownWork`].
		/// ## Cost
		/// O(segments).
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::accept())]
		pub fn accept(
			origin: OriginFor<T>,
			work: WorkEpoch,
			node: NodeId,
			lease: LeaseId,
		) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_accept(&requester, work, node, lease)
		}

		/// Decide what is due on one page of an epoch. Idle time of blocks does that by itself; under
		/// load anybody may.
		///
		/// ## Origin
		/// Signed by anybody.
		/// ## Effects
		/// As the hooks': settles, redraws, suspends, releases.
		/// ## Errors
		/// [`Error::NothingDue`].
		/// ## Cost
		/// O(seats of the page and their leases); what was not needed is returned. A page that is too
		/// much for one call is taken up again where it was left.
		#[pallet::call_index(10)]
		#[pallet::weight(Pallet::<T>::settle_limit())]
		pub fn settle(
			origin: OriginFor<T>,
			due: WorkEpoch,
			work: WorkEpoch,
			labscape: LabscapeId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Ok(Some(Self::do_settle(due, work, labscape)?).into())
		}

		/// Set the parameters of epochs to come.
		///
		/// ## Origin
		/// [`Config::ParameterOrigin`].
		/// ## Effects
		/// The next epoch that begins takes them; epochs and works that exist keep theirs.
		/// ## Errors
		/// [`Error::OutOfBounds`].
		/// ## Cost
		/// O(1).
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
			T::ParameterOrigin::ensure_origin(origin)?;
			Self::do_set_parameters(parameters)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Where the current epoch stands, and when reports close.
		pub fn epoch_status() -> views::EpochStatus<BlockNumberFor<T>> {
			Self::view_epoch()
		}

		/// The parameters of the current epoch.
		pub fn current_parameters() -> Parameters {
			Self::parameters(Current::<T>::get().index)
		}

		/// A node's work of one epoch, and where it stands.
		pub fn work_status(work: WorkEpoch, node: NodeId) -> Option<views::WorkView<T::AccountId>> {
			Self::view_work(work, node)
		}

		/// What a node has to do now.
		pub fn node_duties(node: NodeId) -> Option<views::Duties> {
			Self::view_duties(node)
		}

		/// An open dispute.
		pub fn dispute(id: DisputeId) -> Option<Dispute<T::AccountId>> {
			Disputes::<T>::get(id)
		}

		/// A node's reputation in millionths.
		pub fn node_reputation(node: NodeId) -> u32 {
			Standings::<T>::get(node).reputation_ppm()
		}

		/// The job's requester sees with it whether a program is known.
		pub fn program(id: Hash) -> Option<Program> {
			Programs::<T>::get(id)
		}
	}
}
