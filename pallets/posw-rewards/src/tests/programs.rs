//! `register_program`.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use labscape_primitives::{Hash, WorkProof};

#[test]
fn a_program_is_known_by_the_hash_of_its_instrumented_module() {
	build_and_execute(1, || {
		let id = Hash::from(sp_io::hashing::blake2_256(&instrumented()));
		assert_eq!(Posw::max_item_fuel(&id), None);
		assert_ok!(Posw::register_program(RuntimeOrigin::signed(9), module()));
		let program = Posw::program(id).unwrap();
		assert_eq!(program.bytes as usize, instrumented().len());
		assert_eq!(program.semantics, labscape_referee::SEMANTICS);
		assert_eq!(Posw::max_item_fuel(&id), Some(100_000_000));
		System::assert_last_event(
			Event::ProgramRegistered { program: id, bytes: program.bytes }.into(),
		);
	});
}

#[test]
fn what_is_no_program_is_refused() {
	build_and_execute(1, || {
		let register = |module: Vec<u8>| Posw::register_program(RuntimeOrigin::signed(9), module);
		let text = |text: &str| wat::parse_str(text).unwrap();
		assert_noop!(register(vec![]), Error::<Test>::NotAProgram);
		assert_noop!(register(vec![0; 600 * 1024]), Error::<Test>::NotAProgram);
		assert_noop!(register(text("(module)")), Error::<Test>::NotAProgram);
		let import = "(module (import \"env\" \"clock\" (func)))";
		assert_noop!(register(text(import)), Error::<Test>::NotAProgram);
		let float = "(module (func (result f32) f32.const 1))";
		assert_noop!(register(text(float)), Error::<Test>::NotAProgram);
		assert_ok!(register(module()));
		assert_noop!(register(module()), Error::<Test>::ProgramExists);
		assert_noop!(
			Posw::register_program(RuntimeOrigin::none(), module()),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}
