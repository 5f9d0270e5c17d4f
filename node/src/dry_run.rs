//! What a dry run asks, as JSON.

use labscape_primitives::{
	GpuDemand, GpuModel, GpuModels, LabscapeId, Request, ResourceError, Shape,
};
use pallet_labscape_resource_allocation::HardwareClass;
use serde::{Deserialize, Serialize};

/// How much of GPUs a member needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Gpu {
	/// A share of one, in thousandths.
	Share(u16),
	/// Whole ones.
	Whole(u8),
}

/// The lowest hardware class that may run it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Hardware {
	/// Anything.
	#[default]
	Edge,
	/// Servers, or better.
	Server,
	/// Machines with GPUs.
	Accelerator,
}

impl From<Hardware> for HardwareClass {
	fn from(hardware: Hardware) -> Self {
		match hardware {
			Hardware::Edge => Self::Edge,
			Hardware::Server => Self::Server,
			Hardware::Accelerator => Self::Accelerator,
		}
	}
}

fn one() -> u16 {
	1
}

/// A request, and where to look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DryRun {
	units: u16,
	cpu_milli: u32,
	memory_mib: u32,
	#[serde(default)]
	storage_gib: u32,
	#[serde(default)]
	bandwidth_mbit: u32,
	#[serde(default)]
	gpu: Option<Gpu>,
	/// Names of models; any if there are none.
	#[serde(default)]
	gpu_models: Vec<String>,
	#[serde(default = "one")]
	gang: u16,
	#[serde(default)]
	hardware: Hardware,
	#[serde(default)]
	labscape: Option<LabscapeId>,
}

/// Why a request can never run.
#[derive(Debug, PartialEq, Eq)]
pub enum Impossible {
	/// No such GPU model.
	UnknownModel(String),
	/// What the chain says of it.
	Request(ResourceError),
}

impl std::fmt::Display for Impossible {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match self {
			Self::UnknownModel(name) => {
				write!(
					f,
					"there is no GPU model {name:?}; known are {}",
					GpuModel::NAMES.join(", ")
				)
			}
			Self::Request(error) => write!(f, "such a request can never run: {error:?}"),
		}
	}
}

impl DryRun {
	/// The chain's form: request, hardware class, labscape.
	///
	/// # Errors
	/// [`Impossible`] if no machine could ever serve it.
	pub fn request(&self) -> Result<(Request, HardwareClass, Option<LabscapeId>), Impossible> {
		let gpu = match self.gpu {
			None => GpuDemand::None,
			Some(Gpu::Share(milli)) => GpuDemand::Share(milli),
			Some(Gpu::Whole(count)) => GpuDemand::Whole(count),
		};
		let mut models = GpuModels::NONE;
		for name in &self.gpu_models {
			let model = GpuModel::from_name(name);
			models = models.with(model.ok_or_else(|| Impossible::UnknownModel(name.clone()))?);
		}
		if gpu != GpuDemand::None && self.gpu_models.is_empty() {
			models = GpuModels::ANY;
		}
		let shape = Shape {
			units: self.units,
			cpu_milli: self.cpu_milli,
			memory_mib: self.memory_mib,
			storage_gib: self.storage_gib,
			bandwidth_mbit: self.bandwidth_mbit,
			gpu,
			models,
		};
		let request = Request { shape, gang: self.gang };
		request.validate().map_err(Impossible::Request)?;
		Ok((request, self.hardware.into(), self.labscape))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn parse(json: &str) -> DryRun {
		serde_json::from_str(json).expect("the JSON is right")
	}

	#[test]
	fn a_small_request_takes_the_rest_from_defaults() {
		let asked = parse(r#"{"units": 4, "cpuMilli": 1000, "memoryMib": 512}"#);
		let (request, hardware, labscape) = asked.request().expect("it can run");
		assert_eq!((request.gang, request.shape.units), (1, 4));
		assert_eq!((request.shape.gpu, request.shape.models), (GpuDemand::None, GpuModels::NONE));
		assert_eq!((hardware, labscape), (HardwareClass::Edge, None));
	}

	#[test]
	fn models_are_named_and_any_where_none_is() {
		let base = r#""units": 1, "cpuMilli": 1, "memoryMib": 1, "gang": 3, "hardware": "server""#;
		let any = parse(&format!(r#"{{{base}, "gpu": {{"share": 300}}}}"#));
		let (request, hardware, _) = any.request().expect("it can run");
		assert_eq!((request.shape.gpu, request.gang), (GpuDemand::Share(300), 3));
		assert_eq!((request.shape.models, hardware), (GpuModels::ANY, HardwareClass::Server));
		let two =
			parse(&format!(r#"{{{base}, "gpu": {{"whole": 2}}, "gpuModels": ["T4", "L4"]}}"#));
		let (request, ..) = two.request().expect("it can run");
		assert_eq!(request.shape.models, GpuModels::only(GpuModel(1)).with(GpuModel(13)));
	}

	#[test]
	fn what_can_never_run_is_refused_by_name() {
		let base = r#""cpuMilli": 1, "memoryMib": 1"#;
		for (rest, error) in [
			(r#""units": 0"#, Impossible::Request(ResourceError::NoUnits)),
			(r#""units": 4097"#, Impossible::Request(ResourceError::TooManyUnits)),
			(r#""units": 1, "gang": 0"#, Impossible::Request(ResourceError::EmptyGang)),
			(
				r#""units": 1, "gpu": {"share": 1000}"#,
				Impossible::Request(ResourceError::BadGpuShare),
			),
			(
				r#""units": 1, "gpuModels": ["T4"]"#,
				Impossible::Request(ResourceError::GpuModelWithoutGpu),
			),
			(
				r#""units": 1, "gpu": {"whole": 1}, "gpuModels": ["T5"]"#,
				Impossible::UnknownModel("T5".into()),
			),
		] {
			let asked = parse(&format!("{{{base}, {rest}}}"));
			assert_eq!(asked.request(), Err(error), "{rest}");
		}
		for rest in [r#""units": -1"#, r#""units": 1, "unit": 1"#, r#""units": 1, "gpu": "all""#] {
			serde_json::from_str::<DryRun>(&format!("{{{base}, {rest}}}"))
				.expect_err("a field that is not known, or of another type");
		}
	}
}
