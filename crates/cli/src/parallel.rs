//! Plays the blocks of a simulation on several threads. The collector takes them in the order of their indices, so
//! the answer does not depend on how many threads there are.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use ninefold_engine::simulation::{Block, BlockRun, Collector, Learnt, Plan, Simulation};

/// Events between two looks at whether anybody still wants them.
const STEP_EVENTS: u64 = 1 << 16;

/// Runs `plan` on `threads` threads; `progress` hears how many blocks are in.
pub fn run(plan: &Plan, threads: usize, progress: impl FnMut(u64)) -> Simulation {
    let next = AtomicU64::new(0);
    let stop = AtomicBool::new(false);
    let (sender, receiver) = sync_channel(2 * threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(|| work(plan, &next, &stop, sender));
        }
        drop(sender);
        let simulation = collect(plan, receiver, progress);
        stop.store(true, Ordering::Relaxed);
        simulation
    })
}

/// Takes the next block nobody has until there are none, or nobody wants any more.
fn work(plan: &Plan, next: &AtomicU64, stop: &AtomicBool, sender: SyncSender<Block>) {
    let mut learnt = Learnt::default();
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= plan.blocks() {
            return;
        }
        let mut run = BlockRun::new(plan, index).knowing(learnt);
        while !run.advance(plan, STEP_EVENTS) {
            if stop.load(Ordering::Relaxed) {
                return;
            }
        }
        learnt = run.learnt();
        if sender.send(run.into_block()).is_err() {
            return;
        }
    }
}

/// Collects blocks until there are enough; those still under way then are dropped, as if never played.
fn collect(plan: &Plan, receiver: Receiver<Block>, mut progress: impl FnMut(u64)) -> Simulation {
    let mut collector = Collector::new(plan);
    while !collector.enough() {
        let Ok(block) = receiver.recv() else { break };
        collector.add(block);
        progress(collector.merged());
    }
    collector.finish()
}
