//! `chain_subscribeNewHeads`, for thousands of subscribers.
//!
//! The SDK has a task for each, which takes its own copy of each notification and encodes it. Here one task
//! encodes a head once and puts it on the connections of all: less work for each, so that
//! the last of them hears of a block sooner. What subscribers see is the same: the best head first, then
//! each new one in order. The SDK ends a subscription whose connection does not take its heads; here it
//! misses heads meanwhile and goes on with the best one, and ends after [`PATIENCE`].

use std::{future::Future, mem, sync::Arc, time::Duration};

use futures::{FutureExt, Stream, StreamExt};
use jsonrpsee::{
	core::RegisterMethodError,
	server::{SubscriptionMessage, SubscriptionSink, TrySendError},
	RpcModule,
};
use labscape_runtime::{opaque::Block, Hash};
use sc_client_api::BlockchainEvents;
use sc_rpc::SubscriptionTaskExecutor;
use sp_blockchain::HeaderBackend;
use tokio::sync::mpsc;

use crate::service::FullClient;

type Header = <Block as sp_runtime::traits::Block>::Header;

const SUBSCRIBE: &str = "chain_subscribeNewHeads";
const UNSUBSCRIBE: &str = "chain_unsubscribeNewHeads";
const NOTIFICATION: &str = "chain_newHead";
const SUBSCRIBE_TOO: [&str; 2] = ["subscribe_newHead", "chain_subscribeNewHead"];
const UNSUBSCRIBE_TOO: [&str; 2] = ["unsubscribe_newHead", "chain_unsubscribeNewHead"];

/// Between two looks for subscriptions that ended, where no new head shows it.
const TIDY_EVERY: Duration = Duration::from_secs(10);
/// How long a connection may take nothing.
const PATIENCE: Duration = Duration::from_secs(60);
/// Subscribers that are served before others of the RPC's tasks get a turn.
const AT_ONCE: usize = 128;

/// Let `module` serve new heads this way, instead of the way it does.
///
/// # Errors
/// A method that is there under one of the names and cannot be replaced.
pub fn replace(
	module: &mut RpcModule<()>,
	client: Arc<FullClient>,
	executor: SubscriptionTaskExecutor,
) -> Result<(), RegisterMethodError> {
	let imports = client.import_notification_stream().filter_map(|block| {
		std::future::ready(block.is_new_best.then_some((block.hash, block.header)))
	});
	let best = move || {
		let hash = client.info().best_hash;
		client.header(hash).ok().flatten().map(|header| (hash, header))
	};
	let times = Times { tidy: TIDY_EVERY, patience: PATIENCE };
	let (subscribed, task) = serve(imports, best, executor.clone(), times);
	executor.spawn("new-heads", Some("rpc"), task.boxed());
	register(module, subscribed, executor)
}

/// Replace the methods: each new subscription goes to `subscribed`.
fn register(
	module: &mut RpcModule<()>,
	subscribed: mpsc::UnboundedSender<Arrival>,
	executor: SubscriptionTaskExecutor,
) -> Result<(), RegisterMethodError> {
	for name in [SUBSCRIBE, UNSUBSCRIBE].iter().chain(&SUBSCRIBE_TOO).chain(&UNSUBSCRIBE_TOO) {
		module.remove_method(name);
	}
	module.register_subscription_raw(
		SUBSCRIBE,
		NOTIFICATION,
		UNSUBSCRIBE,
		move |_, pending, _, _| {
			let subscribed = subscribed.clone();
			let accept = async move {
				if let Ok(sink) = pending.accept().await {
					let _ = subscribed.send((sink, None));
				}
			};
			executor.spawn("new-heads-subscription", Some("rpc"), accept.boxed());
		},
	)?;
	SUBSCRIBE_TOO.iter().try_for_each(|alias| module.register_alias(alias, SUBSCRIBE))?;
	UNSUBSCRIBE_TOO.iter().try_for_each(|alias| module.register_alias(alias, UNSUBSCRIBE))
}

/// Somebody who hears of new heads.
struct Subscriber {
	sink: SubscriptionSink,
	/// A head that it got before it was new to the others.
	ahead: Option<Hash>,
}

/// [`TIDY_EVERY`] and [`PATIENCE`], which tests do not have.
#[derive(Clone, Copy)]
struct Times {
	tidy: Duration,
	patience: Duration,
}

/// A head as it is sent.
#[derive(Clone)]
struct Head {
	hash: Hash,
	message: SubscriptionMessage,
}

impl Head {
	fn new((hash, header): (Hash, Header)) -> Option<Self> {
		let message = SubscriptionMessage::from_json(&header).ok()?;
		Some(Self { hash, message })
	}
}

/// A subscription to be served, and the head that it was sent last, if any was.
type Arrival = (SubscriptionSink, Option<Hash>);

/// The task that serves all subscribers, and where new ones are sent.
fn serve(
	imports: impl Stream<Item = (Hash, Header)> + Send,
	best: impl Fn() -> Option<(Hash, Header)> + Send,
	executor: SubscriptionTaskExecutor,
	times: Times,
) -> (mpsc::UnboundedSender<Arrival>, impl Future<Output = ()> + Send) {
	let (subscribed, mut arrivals) = mpsc::unbounded_channel();
	let again = subscribed.downgrade();
	let task = async move {
		let mut imports = std::pin::pin!(imports.fuse());
		let mut heads = Heads { subscribers: Vec::new(), last: None, again, executor, times };
		let mut tidy = tokio::time::interval(times.tidy);
		loop {
			tokio::select! {
				// What is new to all goes before who is new.
				biased;
				import = imports.next() => match import.map(Head::new) {
					Some(Some(head)) => heads.tell(head).await,
					Some(None) => {}
					None => return,
				},
				arrival = arrivals.recv() => match arrival {
					Some(arrival) => heads.welcome(arrival, best()),
					None => return,
				},
				_ = tidy.tick() => heads.subscribers.retain(|one| !one.sink.is_closed()),
			}
		}
	};
	(subscribed, task)
}

/// All subscribers, and what they were told last. There are at most as many as the server allows
/// connections with subscriptions.
struct Heads {
	subscribers: Vec<Subscriber>,
	last: Option<Head>,
	/// Where subscribers return whose connection was full.
	again: mpsc::WeakUnboundedSender<Arrival>,
	executor: SubscriptionTaskExecutor,
	times: Times,
}

impl Heads {
	/// Tell everybody of a new head.
	async fn tell(&mut self, head: Head) {
		for (count, mut one) in mem::take(&mut self.subscribers).into_iter().enumerate() {
			if count % AT_ONCE == AT_ONCE - 1 {
				tokio::task::yield_now().await;
			}
			if one.ahead.take() == Some(head.hash) {
				self.subscribers.push(one);
			} else {
				self.send(one, &head);
			}
		}
		self.last = Some(head);
	}

	/// Tell a new subscriber of the best head, which the others may not have heard of yet.
	fn welcome(&mut self, (sink, known): Arrival, best: Option<(Hash, Header)>) {
		let is_last = |last: &Head| best.as_ref().is_none_or(|(hash, _)| *hash == last.hash);
		let (head, ahead) = match &self.last {
			Some(last) if is_last(last) => (Some(last.clone()), None),
			_ => {
				let head = best.and_then(Head::new);
				let ahead = head.as_ref().map(|head| head.hash);
				(head, ahead)
			}
		};
		let one = Subscriber { sink, ahead };
		match head {
			Some(head) if known != Some(head.hash) => self.send(one, &head),
			_ => self.subscribers.push(one),
		}
	}

	/// Send a head. A subscriber whose connection is full comes back when it took it.
	fn send(&mut self, mut one: Subscriber, head: &Head) {
		match one.sink.try_send(head.message.clone()) {
			Ok(()) => self.subscribers.push(one),
			Err(TrySendError::Closed(_)) => {}
			Err(TrySendError::Full(message)) => {
				let (again, hash, patience) = (self.again.clone(), head.hash, self.times.patience);
				let wait = async move {
					let sent = one.sink.send_timeout(message, patience).await;
					if let Some(again) = again.upgrade().filter(|_| sent.is_ok()) {
						let _ = again.send((one.sink, Some(hash)));
					}
				};
				self.executor.spawn("new-heads-slow", Some("rpc"), wait.boxed());
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::channel::mpsc::{unbounded, UnboundedSender};
	use jsonrpsee::{core::EmptyServerParams, server::Subscription};
	use sp_runtime::traits::Header as _;
	use std::sync::Mutex;

	/// Both times here.
	const SHORT: Duration = Duration::from_millis(200);

	/// Let all tasks do what they can: they share one thread with the test.
	async fn settle() {
		for _ in 0..32 {
			tokio::task::yield_now().await;
		}
	}

	/// A chain that grows by hand, and the methods that tell of it.
	struct Scene {
		module: RpcModule<()>,
		best: Arc<Mutex<Header>>,
		imports: UnboundedSender<(Hash, Header)>,
	}

	fn header(number: u32) -> Header {
		Header::new(number, Hash::zero(), Hash::zero(), Hash::zero(), Default::default())
	}

	impl Scene {
		fn new() -> Self {
			let (imports, stream) = unbounded();
			let best = Arc::new(Mutex::new(header(0)));
			let known = best.clone();
			let best_now = move || {
				let best = known.lock().unwrap().clone();
				Some((best.hash(), best))
			};
			let handle = tokio::runtime::Handle::current();
			let executor = Arc::new(sc_rpc_server::RpcSpawnHandle::new(handle));
			let times = Times { tidy: SHORT, patience: SHORT };
			let (subscribed, task) = serve(stream, best_now, executor.clone(), times);
			tokio::spawn(task);
			let mut module = RpcModule::new(());
			// What is replaced.
			module.register_method(SUBSCRIBE, |_, _, _| 0).unwrap();
			register(&mut module, subscribed, executor).unwrap();
			Self { module, best, imports }
		}

		/// A block becomes the best one; the others hear of it later.
		fn import(&self, number: u32) {
			*self.best.lock().unwrap() = header(number);
		}

		fn tell(&self, number: u32) {
			let header = header(number);
			self.imports.unbounded_send((header.hash(), header)).unwrap();
		}

		async fn grow(&self, number: u32) {
			self.import(number);
			self.tell(number);
			settle().await;
		}

		async fn subscribe(&self, capacity: usize) -> Subscription {
			let parameters = EmptyServerParams::new();
			let subscription =
				self.module.subscribe(SUBSCRIBE, parameters, capacity).await.unwrap();
			settle().await;
			subscription
		}

		/// Whether the subscription was known until now.
		async fn unsubscribe(&self, subscription: &Subscription) -> bool {
			let id = [subscription.subscription_id().clone().into_owned()];
			self.module.call(UNSUBSCRIBE_TOO[0], id).await.unwrap()
		}
	}

	async fn next(subscription: &mut Subscription) -> u32 {
		settle().await;
		let head = subscription.next::<Header>().now_or_never().flatten();
		*head.expect("a head is there").unwrap().0.number()
	}

	async fn silent(subscription: &mut Subscription) -> bool {
		settle().await;
		subscription.next::<Header>().now_or_never().is_none()
	}

	#[tokio::test]
	async fn first_the_best_head_then_each_new_one() {
		let scene = Scene::new();
		let mut early = scene.subscribe(16).await;
		assert_eq!(next(&mut early).await, 0);
		scene.grow(1).await;
		let mut late = scene.subscribe(16).await;
		assert_eq!(next(&mut late).await, 1);
		scene.grow(2).await;
		scene.grow(3).await;
		assert_eq!([next(&mut early).await, next(&mut early).await], [1, 2]);
		assert_eq!([next(&mut late).await, next(&mut late).await], [2, 3]);
		assert_eq!(next(&mut early).await, 3);
		assert!(silent(&mut early).await && silent(&mut late).await);
	}

	#[tokio::test]
	async fn nobody_hears_of_a_head_twice() {
		let scene = Scene::new();
		let mut early = scene.subscribe(16).await;
		assert_eq!(next(&mut early).await, 0);
		scene.import(1);
		let mut ahead = scene.subscribe(16).await;
		assert_eq!(next(&mut ahead).await, 1);
		scene.tell(1);
		assert_eq!(next(&mut early).await, 1);
		assert!(silent(&mut ahead).await);
		scene.grow(2).await;
		assert_eq!(next(&mut ahead).await, 2);
	}

	#[tokio::test]
	async fn who_is_gone_is_forgotten_without_a_new_head() {
		let scene = Scene::new();
		let (known, gone) = (scene.subscribe(16).await, scene.subscribe(16).await);
		let id = [gone.subscription_id().clone().into_owned()];
		drop(gone);
		tokio::time::sleep(2 * SHORT).await;
		assert!(!scene.module.call::<_, bool>(UNSUBSCRIBE, id).await.unwrap());
		assert!(scene.unsubscribe(&known).await);
		assert!(!scene.unsubscribe(&known).await);
	}

	#[tokio::test]
	async fn a_full_connection_holds_nobody_up_and_goes_on_with_the_best() {
		let scene = Scene::new();
		let (mut slow, mut fast) = (scene.subscribe(1).await, scene.subscribe(16).await);
		for number in 1..=4 {
			scene.grow(number).await;
		}
		for number in 0..=4 {
			assert_eq!(next(&mut fast).await, number);
		}
		// The one that was in its way, the one that waited, the best.
		assert_eq!([next(&mut slow).await, next(&mut slow).await], [0, 1]);
		assert_eq!(next(&mut slow).await, 4);
		assert!(silent(&mut slow).await);
		scene.grow(5).await;
		assert_eq!(next(&mut slow).await, 5);
	}

	#[tokio::test]
	async fn who_takes_nothing_is_dropped() {
		let scene = Scene::new();
		let slow = scene.subscribe(1).await;
		scene.grow(1).await;
		tokio::time::sleep(2 * SHORT).await;
		assert!(!scene.unsubscribe(&slow).await);
	}
}
