//! Node and pod lists in the format of the public openb trace, and the published way to replay
//! them.

use alloc::{
	collections::{BTreeMap, BTreeSet},
	string::{String, ToString},
	vec::Vec,
};
use core::fmt;

use labscape_primitives::{
	Capacity, GpuDemand, GpuModel, GpuModels, Shape, GPU_MILLI, MAX_CPU_MILLI, MAX_GPUS,
	MAX_GPU_MODELS, MAX_MEMORY_MIB,
};

use super::{Machine, Prng};

/// What is wrong in a file, and where: both count from one, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceError {
	/// The line.
	pub line: usize,
	/// The column at which the field starts.
	pub column: usize,
	/// What is wrong there.
	pub message: String,
}

impl fmt::Display for TraceError {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
	}
}

/// The text of a file.
///
/// ## Errors
/// The first byte that is not UTF-8, with line and column.
pub fn text(bytes: &[u8]) -> Result<&str, TraceError> {
	core::str::from_utf8(bytes).map_err(|error| {
		let (valid, rest) = bytes.split_at(error.valid_up_to());
		let valid = core::str::from_utf8(valid).unwrap_or("");
		let last = valid.rsplit('\n').next().unwrap_or("");
		let byte = rest.first().copied().unwrap_or(0);
		TraceError {
			line: valid.matches('\n').count() + 1,
			column: last.chars().count() + 1,
			message: alloc::format!("the byte 0x{byte:02x} is not UTF-8"),
		}
	})
}

/// The models named in a node and a pod list. Names that the chain does not know get the ids that
/// are left.
#[derive(Clone, Debug, Default)]
pub struct Models(BTreeMap<String, GpuModel>);

impl Models {
	fn get(&mut self, name: &str) -> Result<GpuModel, String> {
		if let Some(model) = GpuModel::from_name(name).or_else(|| self.0.get(name).copied()) {
			return Ok(model);
		}
		let next = GpuModel::NAMES.len() + self.0.len();
		if next >= usize::from(MAX_GPU_MODELS) {
			return Err("more than 32 GPU models".into());
		}
		let model = GpuModel(next as u8);
		self.0.insert(name.to_string(), model);
		Ok(model)
	}
}

/// Read a node list: a header that names `sn`, `cpu_milli`, `memory_mib`, `gpu` and `model` among its
/// columns, then one machine per line, none twice.
///
/// ## Errors
/// The first thing that is wrong, with line and column.
pub fn nodes(text: &str, models: &mut Models) -> Result<Vec<Machine>, TraceError> {
	let columns = ["sn", "cpu_milli", "memory_mib", "gpu", "model"];
	let mut seen = BTreeSet::new();
	read(text, columns, |[name, cpu, memory, gpu, model]| {
		if !seen.insert(name.text) {
			return Err(name.wrong(&alloc::format!("the node {:?} is listed twice", name.text)));
		}
		let gpus = gpu.number(MAX_GPUS as u32)? as u8;
		if gpus > 0 && model.text.is_empty() {
			return Err(model.wrong("a node with GPUs needs a model"));
		}
		let gpu_model = match gpus {
			0 => None,
			_ => Some(models.get(model.text).map_err(|message| model.wrong(&message))?),
		};
		let full = Capacity {
			cpu_milli: cpu.number(MAX_CPU_MILLI)?,
			memory_mib: memory.number(MAX_MEMORY_MIB)?,
			gpus,
			gpu_model,
			..Capacity::default()
		};
		Ok(Machine::new(gpu_model, full.full()))
	})
}

/// Read a pod list: a header that names `cpu_milli`, `memory_mib`, `num_gpu`, `gpu_milli` and
/// `gpu_spec` among its columns, then one pod per line. `gpu_spec` is empty, or the accepted models
/// with `|` between them.
///
/// ## Errors
/// The first thing that is wrong, with line and column.
pub fn pods(text: &str, models: &mut Models) -> Result<Vec<Shape>, TraceError> {
	let columns = ["cpu_milli", "memory_mib", "num_gpu", "gpu_milli", "gpu_spec"];
	read(text, columns, |[cpu, memory, count, milli, spec]| {
		let gpus = count.number(MAX_GPUS as u32)?;
		let gpu = if gpus == 0 {
			GpuDemand::None
		} else {
			match milli.number(GPU_MILLI.into())? as u16 {
				0 => return Err(milli.wrong("a pod with GPUs needs some of each")),
				GPU_MILLI => GpuDemand::Whole(gpus as u8),
				share if gpus == 1 => GpuDemand::Share(share),
				_ => return Err(milli.wrong("several GPUs are taken whole: 1000")),
			}
		};
		let mut accepted = GpuModels::NONE;
		for name in spec.text.split('|').filter(|name| !name.is_empty()) {
			accepted = accepted.with(models.get(name).map_err(|message| spec.wrong(&message))?);
		}
		Ok(Shape {
			units: 1,
			cpu_milli: cpu.number(MAX_CPU_MILLI)?,
			memory_mib: memory.number(MAX_MEMORY_MIB)?,
			gpu,
			models: match gpu {
				GpuDemand::None => GpuModels::NONE,
				_ if accepted == GpuModels::NONE => GpuModels::ANY,
				_ => accepted,
			},
			..Shape::default()
		})
	})
}

/// One field of a line.
#[derive(Clone, Copy)]
struct Field<'a> {
	name: &'static str,
	text: &'a str,
	line: usize,
	column: usize,
}

impl Field<'_> {
	fn wrong(&self, message: &str) -> TraceError {
		let message = alloc::format!("{}: {message}", self.name);
		TraceError { line: self.line, column: self.column, message }
	}

	/// A number; an empty field is zero.
	fn number(&self, most: u32) -> Result<u32, TraceError> {
		if self.text.is_empty() {
			return Ok(0);
		}
		match self.text.parse::<u32>() {
			Ok(number) if number <= most => Ok(number),
			Ok(number) => Err(self.wrong(&alloc::format!("{number} is more than {most}"))),
			Err(_) => Err(self.wrong(&alloc::format!("{:?} is not a number", self.text))),
		}
	}
}

/// Read lines of comma-separated fields; `each` gets the named columns.
fn read<'a, T, const N: usize>(
	text: &'a str,
	names: [&'static str; N],
	mut each: impl FnMut([Field<'a>; N]) -> Result<T, TraceError>,
) -> Result<Vec<T>, TraceError> {
	let mut lines = text.lines().zip(1..);
	let error = |line, column, message: String| TraceError { line, column, message };
	let Some((header, _)) = lines.next() else {
		return Err(error(1, 1, "the file is empty".into()));
	};
	let header: Vec<&str> = header.split(',').map(str::trim).collect();
	let mut places = [0; N];
	for (place, name) in places.iter_mut().zip(names) {
		let found = header.iter().position(|column| *column == name);
		*place = found.ok_or_else(|| error(1, 1, alloc::format!("no column {name:?}")))?;
	}
	let mut rows = Vec::new();
	for (line, number) in lines.filter(|(line, _)| !line.trim().is_empty()) {
		let mut column = 1;
		let mut fields = Vec::new();
		for text in line.split(',') {
			fields.push((text.trim(), column));
			column += text.chars().count() + 1;
		}
		if fields.len() != header.len() {
			let message =
				alloc::format!("{} fields where the header has {}", fields.len(), header.len());
			return Err(error(number, column - 1, message));
		}
		let mut at = 0;
		let row = places.map(|place| {
			let ((text, column), name) = (fields[place], names[at]);
			at += 1;
			Field { name, text, line: number, column }
		});
		rows.push(each(row)?);
	}
	if rows.is_empty() {
		return Err(error(2, 1, "no lines after the header".into()));
	}
	Ok(rows)
}

/// The published way to overload a cluster: append pods drawn from the list until they ask for
/// `inflation` (in percent) of the cluster's GPU capacity, then shuffle.
pub fn inflate(pods: &[Shape], capacity_milli: u64, inflation: u64, prng: &mut Prng) -> Vec<Shape> {
	let mut list = pods.to_vec();
	let mut asked: u64 = list.iter().map(|shape| u64::from(shape.gpu.milli())).sum();
	let any = asked > 0;
	while any && asked * 100 < capacity_milli * inflation {
		let Some(shape) = prng.pick(pods) else { break };
		asked += u64::from(shape.gpu.milli());
		list.push(*shape);
	}
	prng.shuffle(&mut list);
	list
}

#[cfg(test)]
mod tests {
	use super::*;

	const NODES: &str = "sn,cpu_milli,memory_mib,gpu,model\na,32000,1024,0,\nb,64000,2048,2,P100\n";
	const PODS: &str = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos\n\
		p,1000,10,0,0,,LS\nq,2000,20,1,460,T4|Abacus,BE\nr,3000,30,8,1000,,\n";

	#[test]
	fn lists_are_read_when_they_are_right() {
		let mut models = Models::default();
		let nodes = nodes(NODES, &mut models).unwrap();
		assert_eq!(nodes[0].model, None);
		assert_eq!(nodes[1].model, GpuModel::from_name("P100"));
		assert_eq!(nodes[1].free.gpu_milli[..3], [1_000, 1_000, 0]);
		let pods = pods(PODS, &mut models).unwrap();
		assert_eq!(pods[0].gpu, GpuDemand::None);
		assert_eq!(pods[1].gpu, GpuDemand::Share(460));
		assert_eq!(pods[1].models, GpuModels(1 << 1 | 1 << GpuModel::NAMES.len()));
		assert_eq!(pods[2].gpu, GpuDemand::Whole(8));
		assert_eq!(pods[2].models, GpuModels::ANY);
	}

	#[test]
	fn line_and_column_are_named_when_a_list_is_wrong() {
		let node = |text: &str| nodes(text, &mut Models::default()).unwrap_err().to_string();
		let pod = |text: &str| pods(text, &mut Models::default()).unwrap_err().to_string();
		assert_eq!(node(""), "line 1, column 1: the file is empty");
		assert_eq!(node("sn,cpu_milli\n"), "line 1, column 1: no column \"memory_mib\"");
		assert_eq!(node(&NODES[..34]), "line 2, column 1: no lines after the header");
		assert_eq!(
			node(&NODES.replace("64000", "6e4")),
			"line 3, column 3: cpu_milli: \"6e4\" is not a number"
		);
		assert_eq!(
			node(&NODES.replace("\nb,", "\na,")),
			"line 3, column 1: sn: the node \"a\" is listed twice"
		);
		assert_eq!(
			node(&NODES.replace("2,P100", "9,P100")),
			"line 3, column 14: gpu: 9 is more than 8"
		);
		assert_eq!(
			node(&NODES.replace("P100", "")),
			"line 3, column 16: model: a node with GPUs needs a model"
		);
		assert_eq!(
			pod(&PODS.replace(",LS", "")),
			"line 2, column 15: 6 fields where the header has 7"
		);
		assert_eq!(
			pod(&PODS.replace("8,1000", "8,900")),
			"line 4, column 13: gpu_milli: several GPUs are taken whole: 1000"
		);
		assert_eq!(
			pod(&PODS.replace("460", "-1")),
			"line 3, column 13: gpu_milli: \"-1\" is not a number"
		);
		assert_eq!(
			pod(&PODS.replace("460", "0")),
			"line 3, column 13: gpu_milli: a pod with GPUs needs some of each"
		);
		let many: Vec<String> = (0..40).map(|n| alloc::format!("M{n}")).collect();
		assert_eq!(
			pod(&PODS.replace("T4|Abacus", &many.join("|"))),
			"line 3, column 17: gpu_spec: more than 32 GPU models"
		);
	}

	#[test]
	fn line_and_column_are_named_when_bytes_are_not_text() {
		let wrong = |bytes: &[u8]| text(bytes).unwrap_err().to_string();
		assert_eq!(text(NODES.as_bytes()), Ok(NODES));
		assert_eq!(wrong(b"\xff"), "line 1, column 1: the byte 0xff is not UTF-8");
		assert_eq!(
			wrong("sn\nä,ö".as_bytes().split_last().unwrap().1),
			"line 2, column 3: the byte 0xc3 is not UTF-8"
		);
		assert_eq!(wrong(b"a\r\n\nb,\x80c\n"), "line 3, column 3: the byte 0x80 is not UTF-8");
	}

	#[test]
	fn inflation_stops_at_the_demand_and_keeps_the_list() {
		let shape = |cpu_milli| Shape { cpu_milli, gpu: GpuDemand::Whole(1), ..Shape::default() };
		let list: Vec<Shape> = (1..=10).map(shape).collect();
		let mut inflated = inflate(&list, 20_000, 130, &mut Prng::new(1));
		assert_eq!(inflated.len(), 26);
		inflated.sort_unstable();
		list.iter().for_each(|shape| assert!(inflated.binary_search(shape).is_ok()));
		assert_eq!(inflate(&[Shape::default()], 1_000, 130, &mut Prng::new(1)).len(), 1);
	}
}
