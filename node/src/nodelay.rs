//! Answers that leave at once: Nagle's algorithm is turned off for the RPC server.
//!
//! The SDK's RPC server leaves it on for the connections it accepts, and offers no setting. An answer
//! then waits until the client has acknowledged the one before, which clients do with their next request
//! or after up to 40 ms: with a hundred requests a second on a connection, each answer takes 10 ms.
//! On Linux an accepted socket inherits the option from the socket that listens, so it is set there.

#[cfg(not(target_os = "linux"))]
pub fn set_on_listeners() {}

/// Turn Nagle's algorithm off for every socket of this process that listens, once the servers are up.
/// Sockets that are none of TCP refuse the option, and keep what they have.
#[cfg(target_os = "linux")]
pub fn set_on_listeners() {
	let Ok(open) = std::fs::read_dir("/proc/self/fd") else { return };
	let numbers = open.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
	let set = numbers.filter(|fd| linux::listens(*fd) && linux::set_nodelay(*fd)).count();
	log::debug!("TCP_NODELAY is set on {set} listening sockets");
}

#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
mod linux {
	use libc::{c_int, c_void, socklen_t};

	const SIZE: socklen_t = size_of::<c_int>() as socklen_t;

	/// Whether the descriptor is a socket that accepts connections.
	pub fn listens(fd: c_int) -> bool {
		let (mut value, mut size): (c_int, socklen_t) = (0, SIZE);
		// SAFETY: both pointers are to locals of the size that is passed, which the call does not keep; a
		// descriptor that is closed or no socket is an error that it returns.
		let result = unsafe {
			let (level, option) = (libc::SOL_SOCKET, libc::SO_ACCEPTCONN);
			libc::getsockopt(fd, level, option, (&raw mut value).cast::<c_void>(), &mut size)
		};
		result == 0 && value != 0
	}

	/// Set `TCP_NODELAY`, and say whether that worked.
	pub fn set_nodelay(fd: c_int) -> bool {
		let on: c_int = 1;
		// SAFETY: as above.
		let result = unsafe {
			let (level, option) = (libc::IPPROTO_TCP, libc::TCP_NODELAY);
			libc::setsockopt(fd, level, option, (&raw const on).cast::<c_void>(), SIZE)
		};
		result == 0
	}
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
	use std::net::{TcpListener, TcpStream};

	#[test]
	fn what_is_accepted_answers_at_once() {
		let listener = TcpListener::bind("127.0.0.1:0").unwrap();
		super::set_on_listeners();
		let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
		let (accepted, _) = listener.accept().unwrap();
		assert!(accepted.nodelay().unwrap());
		assert!(!client.nodelay().unwrap(), "only what listens is changed");
	}
}
