//! How much memory the program declares: loads and stores are cheapest up to 512 KiB.

fn main() {
	println!("cargo::rerun-if-changed=build.rs");
	if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
		println!("cargo::rustc-link-arg-cdylib=--max-memory=524288");
		println!("cargo::rustc-link-arg-cdylib=-zstack-size=32768");
	}
}
