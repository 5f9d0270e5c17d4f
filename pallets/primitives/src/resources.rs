//! Capacity vectors of nodes and the shapes of what is asked of them.
//!
//! A node promises a [`Capacity`]. What is left of it at a moment is a [`Resources`]. A job part
//! asks with a [`Request`]: a [`Shape`] for one gang member, and how many members must start
//! together. A lease takes one shape and a [`GpuSet`], the physical GPUs it runs on, and gives both
//! back when it ends.
//!
//! ## Invariants
//! 1. A `Resources` never exceeds the `Capacity` it came from and never falls below zero:
//!    [`Resources::take`] and [`Resources::give_back`] check everything before they write.
//! 2. A fraction of a GPU comes from one GPU; whole GPUs are entirely free ones.
//! 3. What `validate` accepts cannot overflow the arithmetic of the scheduler: the `MAX_*`
//!    constants below keep every sum and product within 64 bits.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::UNITS_PER_LABSCAPE;

/// The most GPUs one node may have.
pub const MAX_GPUS: usize = 8;
/// One whole GPU, in thousandths.
pub const GPU_MILLI: u16 = 1_000;
/// How many GPU models fit into a [`GpuModels`].
pub const MAX_GPU_MODELS: u8 = 32;
/// The most CPU a node may promise or a shape may ask, in thousandths of a core.
pub const MAX_CPU_MILLI: u32 = 1 << 24;
/// The most memory a node may promise or a shape may ask, in MiB.
pub const MAX_MEMORY_MIB: u32 = 1 << 27;
/// The most storage a node may promise or a shape may ask, in GiB.
pub const MAX_STORAGE_GIB: u32 = 1 << 24;
/// The most bandwidth a node may promise or a shape may ask, in Mbit/s.
pub const MAX_BANDWIDTH_MBIT: u32 = 1 << 24;

/// Why a capacity or a request can never be right, or why an amount does not fit now.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ResourceError {
	/// The shape asks for no AI unit. Ask for at least one.
	NoUnits,
	/// The members of the gang need more units than a labscape has. Split the job into more parts.
	TooManyUnits,
	/// The gang has no members. Ask for at least one.
	EmptyGang,
	/// The shape asks for no CPU. Every program needs some.
	NoCpu,
	/// The shape asks for no memory. Every program needs some.
	NoMemory,
	/// More CPU than [`MAX_CPU_MILLI`].
	TooMuchCpu,
	/// More memory than [`MAX_MEMORY_MIB`].
	TooMuchMemory,
	/// More storage than [`MAX_STORAGE_GIB`].
	TooMuchStorage,
	/// More bandwidth than [`MAX_BANDWIDTH_MBIT`].
	TooMuchBandwidth,
	/// A share of a GPU must lie between 1 and 999 thousandths. Ask for whole GPUs above that.
	BadGpuShare,
	/// Between 1 and [`MAX_GPUS`] whole GPUs can be asked of one node.
	BadGpuCount,
	/// A node has at most [`MAX_GPUS`] GPUs. Register the machine as several nodes.
	TooManyGpus,
	/// The GPU model is not in the list of [`GpuModel::NAMES`].
	UnknownGpuModel,
	/// GPUs are asked for, but no model of the known ones is accepted.
	NoGpuModelAccepted,
	/// A GPU model is named where there is no GPU.
	GpuModelWithoutGpu,
	/// The node has no AI units. Register at least one.
	NodeWithoutUnits,
	/// The node has more AI units than a labscape.
	NodeTooLarge,
	/// The amount exceeds what is free.
	Insufficient,
	/// The GPUs named do not suit the shape: wrong number, or not GPUs of this node.
	BadGpuSet,
	/// More would be given back than was ever taken.
	ExceedsCapacity,
}

/// A GPU model: an index into [`GpuModel::NAMES`].
///
/// Ids are permanent; new models are appended by a runtime upgrade.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct GpuModel(pub u8);

impl GpuModel {
	/// The known models; the position is the id. `G1` to `G3` are the anonymous models of the
	/// public openb trace.
	pub const NAMES: &'static [&'static str] = &[
		"P100", "T4", "V100M16", "V100M32", "A10", "G1", "G2", "G3", "A100M40", "A100M80",
		"H100M80", "H200", "B200", "L4", "L40S", "MI250", "MI300X", "RTX3090", "RTX4090",
		"RTX5090",
	];

	/// The model of that name.
	pub fn from_name(name: &str) -> Option<Self> {
		Self::NAMES.iter().position(|known| *known == name).map(|index| Self(index as u8))
	}

	/// The name, if the model is known.
	pub fn name(self) -> Option<&'static str> {
		Self::NAMES.get(usize::from(self.0)).copied()
	}

	/// Whether the id is in the list of known models.
	pub const fn is_known(self) -> bool {
		(self.0 as usize) < Self::NAMES.len()
	}
}

/// A set of accepted GPU models, one bit each.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct GpuModels(pub u32);

impl GpuModels {
	/// No model; the only right value where no GPU is asked for.
	pub const NONE: Self = Self(0);
	/// Every model, known today or later.
	pub const ANY: Self = Self(u32::MAX);

	/// The set of one model.
	pub const fn only(model: GpuModel) -> Self {
		Self::NONE.with(model)
	}

	/// This set and one model more. An id beyond [`MAX_GPU_MODELS`] adds nothing.
	pub const fn with(self, model: GpuModel) -> Self {
		if model.0 < MAX_GPU_MODELS {
			Self(self.0 | 1 << model.0)
		} else {
			self
		}
	}

	/// Whether `model` is in the set.
	pub const fn contains(self, model: GpuModel) -> bool {
		model.0 < MAX_GPU_MODELS && self.0 >> model.0 & 1 == 1
	}
}

/// Physical GPUs of one node, one bit each, bit 0 being the first.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct GpuSet(pub u8);

impl GpuSet {
	/// No GPU.
	pub const NONE: Self = Self(0);

	/// How many GPUs are in the set.
	pub const fn len(self) -> u32 {
		self.0.count_ones()
	}

	/// Whether the set is empty.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// Whether GPU `index` is in the set.
	pub const fn contains(self, index: usize) -> bool {
		index < MAX_GPUS && self.0 >> index & 1 == 1
	}

	/// This set and GPU `index`; an index beyond [`MAX_GPUS`] adds nothing.
	pub const fn with(self, index: usize) -> Self {
		if index < MAX_GPUS {
			Self(self.0 | 1 << index)
		} else {
			self
		}
	}
}

/// How urgent work is, and what may happen to it. Ordered as the queue is.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ServiceClass {
	/// Goes first and may take units from [`ServiceClass::Spot`].
	Reserved,
	/// Goes second; never preempted.
	#[default]
	Standard,
	/// Goes last and may be preempted, with compensation.
	Spot,
}

/// What a node promises: everything it has, before any lease.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Capacity {
	/// CPU in thousandths of a core.
	pub cpu_milli: u32,
	/// Memory in MiB.
	pub memory_mib: u32,
	/// Storage in GiB.
	pub storage_gib: u32,
	/// Bandwidth in Mbit/s.
	pub bandwidth_mbit: u32,
	/// How many GPUs of [`GPU_MILLI`] each, at most [`MAX_GPUS`], all of one model.
	pub gpus: u8,
	/// The model of the GPUs; `None` exactly where there are none.
	pub gpu_model: Option<GpuModel>,
}

impl Capacity {
	/// Refuse what no machine of `units` AI units can be.
	///
	/// ## Errors
	/// The first of [`ResourceError`]'s causes that applies.
	pub fn validate(&self, units: u16) -> Result<(), ResourceError> {
		ensure(units > 0, ResourceError::NodeWithoutUnits)?;
		ensure(units <= UNITS_PER_LABSCAPE, ResourceError::NodeTooLarge)?;
		ensure(self.cpu_milli > 0, ResourceError::NoCpu)?;
		ensure(self.memory_mib > 0, ResourceError::NoMemory)?;
		check_amounts(self.cpu_milli, self.memory_mib, self.storage_gib, self.bandwidth_mbit)?;
		ensure(usize::from(self.gpus) <= MAX_GPUS, ResourceError::TooManyGpus)?;
		match self.gpu_model {
			Some(_) if self.gpus == 0 => Err(ResourceError::GpuModelWithoutGpu),
			Some(model) if !model.is_known() => Err(ResourceError::UnknownGpuModel),
			None if self.gpus > 0 => Err(ResourceError::UnknownGpuModel),
			_ => Ok(()),
		}
	}

	/// All of it, as free resources.
	pub fn full(&self) -> Resources {
		let mut gpu_milli = [0; MAX_GPUS];
		for gpu in gpu_milli.iter_mut().take(usize::from(self.gpus)) {
			*gpu = GPU_MILLI;
		}
		Resources {
			cpu_milli: self.cpu_milli,
			memory_mib: self.memory_mib,
			storage_gib: self.storage_gib,
			bandwidth_mbit: self.bandwidth_mbit,
			gpu_milli,
		}
	}

	/// Whether one member of `shape` fits on the empty node.
	pub fn could_hold(&self, shape: &Shape) -> bool {
		shape.accepts(self.gpu_model) && self.full().fits(shape)
	}
}

/// What of a node's capacity is free.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Resources {
	/// Free CPU in thousandths of a core.
	pub cpu_milli: u32,
	/// Free memory in MiB.
	pub memory_mib: u32,
	/// Free storage in GiB.
	pub storage_gib: u32,
	/// Free bandwidth in Mbit/s.
	pub bandwidth_mbit: u32,
	/// Free thousandths of each GPU; zero where the node has no such GPU.
	pub gpu_milli: [u16; MAX_GPUS],
}

impl Resources {
	/// Free thousandths over all GPUs.
	pub fn free_gpu_milli(&self) -> u32 {
		self.gpu_milli.iter().fold(0u32, |sum, gpu| sum.saturating_add(u32::from(*gpu)))
	}

	/// How many GPUs are entirely free.
	pub fn whole_gpus(&self) -> u8 {
		self.gpu_milli.iter().fold(0u8, |n, gpu| n.saturating_add(u8::from(*gpu >= GPU_MILLI)))
	}

	/// Whether the amounts and GPUs of one member are free. Units and models are checked elsewhere:
	/// they belong to the node, not to its resources.
	pub fn fits(&self, shape: &Shape) -> bool {
		self.cpu_milli >= shape.cpu_milli
			&& self.memory_mib >= shape.memory_mib
			&& self.storage_gib >= shape.storage_gib
			&& self.bandwidth_mbit >= shape.bandwidth_mbit
			&& match shape.gpu {
				GpuDemand::None => true,
				GpuDemand::Share(milli) => self.gpu_milli.iter().any(|free| *free >= milli),
				GpuDemand::Whole(count) => self.whole_gpus() >= count,
			}
	}

	/// The GPUs that first-fit gives to `shape`: the first one with enough left, or the first
	/// entirely free ones. `None` if there are not enough.
	pub fn first_gpus(&self, shape: &Shape) -> Option<GpuSet> {
		let (wanted, milli) = (shape.gpu.count(), shape.gpu.milli_each());
		let mut set = GpuSet::NONE;
		for (index, free) in self.gpu_milli.iter().enumerate() {
			if set.len() < wanted && *free >= milli {
				set = set.with(index);
			}
		}
		(set.len() == wanted).then_some(set)
	}

	/// Take one member of `shape` on the GPUs `gpus`.
	///
	/// ## Errors
	/// [`ResourceError::BadGpuSet`], [`ResourceError::Insufficient`]; nothing changes then.
	pub fn take(&mut self, shape: &Shape, gpus: GpuSet) -> Result<(), ResourceError> {
		ensure(gpus.len() == shape.gpu.count(), ResourceError::BadGpuSet)?;
		let short = ResourceError::Insufficient;
		let mut left = *self;
		left.cpu_milli = left.cpu_milli.checked_sub(shape.cpu_milli).ok_or(short)?;
		left.memory_mib = left.memory_mib.checked_sub(shape.memory_mib).ok_or(short)?;
		left.storage_gib = left.storage_gib.checked_sub(shape.storage_gib).ok_or(short)?;
		left.bandwidth_mbit = left.bandwidth_mbit.checked_sub(shape.bandwidth_mbit).ok_or(short)?;
		let milli = shape.gpu.milli_each();
		for (index, free) in left.gpu_milli.iter_mut().enumerate() {
			if gpus.contains(index) {
				*free = free.checked_sub(milli).ok_or(short)?;
			}
		}
		*self = left;
		Ok(())
	}

	/// Undo [`Self::take`] on a node of that `capacity`.
	///
	/// ## Errors
	/// [`ResourceError::BadGpuSet`], [`ResourceError::ExceedsCapacity`]; nothing changes then.
	pub fn give_back(
		&mut self,
		shape: &Shape,
		gpus: GpuSet,
		capacity: &Capacity,
	) -> Result<(), ResourceError> {
		ensure(gpus.len() == shape.gpu.count(), ResourceError::BadGpuSet)?;
		let full = capacity.full();
		let add = |have: u32, more: u32, most: u32| {
			have.checked_add(more).filter(|sum| *sum <= most).ok_or(ResourceError::ExceedsCapacity)
		};
		let mut left = *self;
		left.cpu_milli = add(left.cpu_milli, shape.cpu_milli, full.cpu_milli)?;
		left.memory_mib = add(left.memory_mib, shape.memory_mib, full.memory_mib)?;
		left.storage_gib = add(left.storage_gib, shape.storage_gib, full.storage_gib)?;
		left.bandwidth_mbit = add(left.bandwidth_mbit, shape.bandwidth_mbit, full.bandwidth_mbit)?;
		let milli = shape.gpu.milli_each();
		let pairs = left.gpu_milli.iter_mut().zip(full.gpu_milli);
		for (index, (free, most)) in pairs.enumerate() {
			if gpus.contains(index) {
				*free = free
					.checked_add(milli)
					.filter(|sum| *sum <= most)
					.ok_or(ResourceError::ExceedsCapacity)?;
			}
		}
		*self = left;
		Ok(())
	}
}

/// How much GPU one member needs.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum GpuDemand {
	/// None.
	#[default]
	None,
	/// A share of one GPU, 1 to 999 thousandths.
	Share(u16),
	/// Whole GPUs of one node, 1 to [`MAX_GPUS`].
	Whole(u8),
}

impl GpuDemand {
	/// On how many GPUs the member runs.
	pub const fn count(self) -> u32 {
		match self {
			Self::None => 0,
			Self::Share(_) => 1,
			Self::Whole(count) => count as u32,
		}
	}

	/// Thousandths taken of each of them.
	pub const fn milli_each(self) -> u16 {
		match self {
			Self::None => 0,
			Self::Share(milli) => milli,
			Self::Whole(_) => GPU_MILLI,
		}
	}

	/// Thousandths in all.
	pub const fn milli(self) -> u32 {
		self.count().saturating_mul(self.milli_each() as u32)
	}
}

/// What one gang member needs of one node.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Shape {
	/// AI units, a run of consecutive slots.
	pub units: u16,
	/// CPU in thousandths of a core.
	pub cpu_milli: u32,
	/// Memory in MiB.
	pub memory_mib: u32,
	/// Storage in GiB.
	pub storage_gib: u32,
	/// Bandwidth in Mbit/s.
	pub bandwidth_mbit: u32,
	/// GPUs.
	pub gpu: GpuDemand,
	/// Accepted GPU models; [`GpuModels::NONE`] where no GPU is asked for.
	pub models: GpuModels,
}

impl Shape {
	/// Refuse what can never be placed.
	///
	/// ## Errors
	/// The first of [`ResourceError`]'s causes that applies.
	pub fn validate(&self) -> Result<(), ResourceError> {
		ensure(self.units > 0, ResourceError::NoUnits)?;
		ensure(self.units <= UNITS_PER_LABSCAPE, ResourceError::TooManyUnits)?;
		ensure(self.cpu_milli > 0, ResourceError::NoCpu)?;
		ensure(self.memory_mib > 0, ResourceError::NoMemory)?;
		check_amounts(self.cpu_milli, self.memory_mib, self.storage_gib, self.bandwidth_mbit)?;
		match self.gpu {
			GpuDemand::None => {
				return ensure(self.models == GpuModels::NONE, ResourceError::GpuModelWithoutGpu)
			}
			GpuDemand::Share(milli) => {
				ensure(milli > 0 && milli < GPU_MILLI, ResourceError::BadGpuShare)?
			}
			GpuDemand::Whole(count) => {
				ensure(count > 0 && usize::from(count) <= MAX_GPUS, ResourceError::BadGpuCount)?
			}
		}
		let known = 1u32.wrapping_shl(GpuModel::NAMES.len() as u32).wrapping_sub(1);
		ensure(self.models.0 & known != 0, ResourceError::NoGpuModelAccepted)?;
		ensure(
			self.models == GpuModels::ANY || self.models.0 & !known == 0,
			ResourceError::UnknownGpuModel,
		)
	}

	/// Whether a node with GPUs of `model` (or with none) is of the right kind.
	pub fn accepts(&self, model: Option<GpuModel>) -> bool {
		match (self.gpu, model) {
			(GpuDemand::None, _) => true,
			(_, Some(model)) => self.models.contains(model),
			(_, None) => false,
		}
	}
}

/// What a job part asks for: `gang` members of one shape that start together or not at all.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Request {
	/// What each member needs.
	pub shape: Shape,
	/// How many members there are.
	pub gang: u16,
}

impl Request {
	/// Refuse what can never be placed.
	///
	/// ## Errors
	/// [`ResourceError::EmptyGang`], [`ResourceError::TooManyUnits`], or a cause of
	/// [`Shape::validate`].
	pub fn validate(&self) -> Result<(), ResourceError> {
		self.shape.validate()?;
		ensure(self.gang > 0, ResourceError::EmptyGang)?;
		ensure(self.units() <= u32::from(UNITS_PER_LABSCAPE), ResourceError::TooManyUnits)
	}

	/// The units of all members together.
	pub const fn units(&self) -> u32 {
		// Two 16-bit factors: nothing is ever cut off in 32 bits.
		(self.shape.units as u32).saturating_mul(self.gang as u32)
	}
}

fn ensure(holds: bool, error: ResourceError) -> Result<(), ResourceError> {
	if holds {
		Ok(())
	} else {
		Err(error)
	}
}

fn check_amounts(cpu: u32, memory: u32, storage: u32, bandwidth: u32) -> Result<(), ResourceError> {
	ensure(cpu <= MAX_CPU_MILLI, ResourceError::TooMuchCpu)?;
	ensure(memory <= MAX_MEMORY_MIB, ResourceError::TooMuchMemory)?;
	ensure(storage <= MAX_STORAGE_GIB, ResourceError::TooMuchStorage)?;
	ensure(bandwidth <= MAX_BANDWIDTH_MBIT, ResourceError::TooMuchBandwidth)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn capacity() -> Capacity {
		Capacity {
			cpu_milli: 8_000,
			memory_mib: 4_096,
			storage_gib: 100,
			bandwidth_mbit: 1_000,
			gpus: 2,
			gpu_model: Some(GpuModel(1)),
		}
	}

	fn shape(gpu: GpuDemand) -> Shape {
		let models = if gpu == GpuDemand::None { GpuModels::NONE } else { GpuModels::ANY };
		Shape {
			units: 1,
			cpu_milli: 1_000,
			memory_mib: 512,
			storage_gib: 1,
			bandwidth_mbit: 10,
			gpu,
			models,
		}
	}

	#[test]
	fn taking_and_giving_back_restores_when_gpus_are_the_same() {
		let capacity = capacity();
		let mut free = capacity.full();
		let share = shape(GpuDemand::Share(400));
		free.take(&share, GpuSet(0b10)).unwrap();
		assert_eq!(free.gpu_milli[..3], [1_000, 600, 0]);
		assert_eq!(free.whole_gpus(), 1);
		assert_eq!(
			free.give_back(&share, GpuSet(0b01), &capacity),
			Err(ResourceError::ExceedsCapacity)
		);
		free.give_back(&share, GpuSet(0b10), &capacity).unwrap();
		assert_eq!(free, capacity.full());
	}

	#[test]
	fn taking_changes_nothing_when_something_is_short() {
		let mut free = capacity().full();
		let before = free;
		for (shape, gpus, error) in [
			(Shape { cpu_milli: 8_001, ..shape(GpuDemand::None) }, 0, ResourceError::Insufficient),
			(shape(GpuDemand::Whole(2)), 0b101, ResourceError::Insufficient),
			(shape(GpuDemand::Whole(2)), 0b1, ResourceError::BadGpuSet),
			(shape(GpuDemand::None), 0b1, ResourceError::BadGpuSet),
		] {
			assert_eq!(free.take(&shape, GpuSet(gpus)), Err(error));
			assert_eq!(free, before);
		}
	}

	#[test]
	fn first_gpus_are_the_lowest_with_enough_left() {
		let mut free = capacity().full();
		free.take(&shape(GpuDemand::Share(700)), GpuSet(1)).unwrap();
		assert_eq!(free.first_gpus(&shape(GpuDemand::Share(300))), Some(GpuSet(0b01)));
		assert_eq!(free.first_gpus(&shape(GpuDemand::Share(301))), Some(GpuSet(0b10)));
		assert_eq!(free.first_gpus(&shape(GpuDemand::Whole(2))), None);
		assert_eq!(free.first_gpus(&shape(GpuDemand::None)), Some(GpuSet::NONE));
	}

	#[test]
	fn a_capacity_is_refused_when_no_machine_can_be_so() {
		let good = capacity();
		assert_eq!(good.validate(1), Ok(()));
		assert_eq!(good.validate(4_096), Ok(()));
		for (bad, units, error) in [
			(good, 0, ResourceError::NodeWithoutUnits),
			(good, 4_097, ResourceError::NodeTooLarge),
			(Capacity { cpu_milli: 0, ..good }, 1, ResourceError::NoCpu),
			(Capacity { cpu_milli: MAX_CPU_MILLI + 1, ..good }, 1, ResourceError::TooMuchCpu),
			(Capacity { gpus: 9, ..good }, 1, ResourceError::TooManyGpus),
			(Capacity { gpus: 0, ..good }, 1, ResourceError::GpuModelWithoutGpu),
			(Capacity { gpu_model: None, ..good }, 1, ResourceError::UnknownGpuModel),
			(Capacity { gpu_model: Some(GpuModel(31)), ..good }, 1, ResourceError::UnknownGpuModel),
		] {
			assert_eq!(bad.validate(units), Err(error));
		}
	}

	#[test]
	fn a_request_is_refused_when_it_can_never_be_placed() {
		let good = Request { shape: shape(GpuDemand::Share(1)), gang: 4_096 };
		assert_eq!(good.validate(), Ok(()));
		let with = |change: fn(&mut Request)| {
			let mut request = good;
			change(&mut request);
			request.validate()
		};
		assert_eq!(with(|r| r.gang = 0), Err(ResourceError::EmptyGang));
		assert_eq!(with(|r| r.gang = 4_097), Err(ResourceError::TooManyUnits));
		assert_eq!(with(|r| r.shape.units = 0), Err(ResourceError::NoUnits));
		assert_eq!(with(|r| r.shape.cpu_milli = 0), Err(ResourceError::NoCpu));
		assert_eq!(with(|r| r.shape.memory_mib = 0), Err(ResourceError::NoMemory));
		assert_eq!(with(|r| r.shape.gpu = GpuDemand::Share(0)), Err(ResourceError::BadGpuShare));
		assert_eq!(
			with(|r| r.shape.gpu = GpuDemand::Share(1_000)),
			Err(ResourceError::BadGpuShare)
		);
		assert_eq!(with(|r| r.shape.gpu = GpuDemand::Whole(9)), Err(ResourceError::BadGpuCount));
		assert_eq!(with(|r| r.shape.gpu = GpuDemand::None), Err(ResourceError::GpuModelWithoutGpu));
		assert_eq!(
			with(|r| r.shape.models = GpuModels::NONE),
			Err(ResourceError::NoGpuModelAccepted)
		);
		assert_eq!(
			with(|r| r.shape.models = GpuModels(1 | 1 << 31)),
			Err(ResourceError::UnknownGpuModel)
		);
	}

	#[test]
	fn every_known_model_has_a_name_of_its_own() {
		for (index, name) in GpuModel::NAMES.iter().enumerate() {
			let model = GpuModel(index as u8);
			assert_eq!(GpuModel::from_name(name), Some(model));
			assert_eq!(model.name(), Some(*name));
		}
		assert!(GpuModel::NAMES.len() <= usize::from(MAX_GPU_MODELS));
		assert_eq!(GpuModel::from_name("abacus"), None);
		assert!(!GpuModel(u8::MAX).is_known());
	}
}
