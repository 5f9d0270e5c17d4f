//! What the replay program says of files that are not lists.

use std::fs;

#[path = "../examples/support/mod.rs"]
mod support;

use support::Trace;

const NODES: &[u8] = b"sn,cpu_milli,memory_mib,gpu,model\na,64000,2048,2,P100\n";
const PODS: &[u8] = b"cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n1000,10,1,460,\n";

/// What reading two files with that content comes to, `NODES` and `PODS` standing for their paths.
fn read(name: &str, nodes: &[u8], pods: &[u8]) -> Result<(), String> {
	let folder = std::env::temp_dir().join(format!("labscape-trace-{name}-{}", std::process::id()));
	fs::create_dir_all(&folder).unwrap();
	let path = |file: &str| folder.join(file).to_string_lossy().into_owned();
	let (nodes_path, pods_path) = (path("nodes.csv"), path("pods.csv"));
	fs::write(&nodes_path, nodes).unwrap();
	fs::write(&pods_path, pods).unwrap();
	let outcome = Trace::read(&nodes_path, &pods_path).map(|_| ());
	fs::remove_dir_all(&folder).unwrap();
	outcome.map_err(|message| message.replace(&nodes_path, "NODES").replace(&pods_path, "PODS"))
}

#[test]
fn lists_are_read_when_they_are_right() {
	assert_eq!(read("right", NODES, PODS), Ok(()));
}

#[test]
fn file_line_and_column_are_named_when_bytes_are_not_text() {
	let error = |message: &str| Err(message.to_string());
	let nodes = [NODES, b"b,64000,\xfe\xff,2,P100\n"].concat();
	assert_eq!(
		read("nodes", &nodes, PODS),
		error("NODES: line 3, column 9: the byte 0xfe is not UTF-8")
	);
	let pods = [PODS, b"1000,10,1,460,T4\xc3\n"].concat();
	assert_eq!(
		read("pods", NODES, &pods),
		error("PODS: line 3, column 17: the byte 0xc3 is not UTF-8")
	);
}

#[test]
fn file_line_and_column_are_named_when_a_line_is_malformed() {
	let error = |message: &str| Err(message.to_string());
	let nodes = [NODES, b"b,64000,2048\n"].concat();
	assert_eq!(
		read("short", &nodes, PODS),
		error("NODES: line 3, column 13: 3 fields where the header has 5")
	);
	let pods = [PODS, b"1000,\0,1,460,\n"].concat();
	assert_eq!(
		read("zero", NODES, &pods),
		error("PODS: line 3, column 6: memory_mib: \"\\0\" is not a number")
	);
}

#[test]
fn the_file_is_named_when_it_cannot_be_read() {
	let missing = Trace::read("/nowhere/nodes.csv", "/nowhere/pods.csv").map(|_| ()).unwrap_err();
	assert!(missing.starts_with("/nowhere/nodes.csv: "), "{missing}");
}
