//! A log that is read on while its last messages are judged: on a thread of its own, with a directory of its own.
//!
//! Each batch brings along what the reader has learnt of people and groups, so that whoever judges the messages
//! knows exactly what had been read up to them, as if there were one thread.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::log::{Log, SourceReport};
use crate::diag::Problems;
use crate::model::{Batch, Directory, News, Origin, SourceFacts};

/// So many batches wait to be judged.
const WAITING: usize = 2;

/// What is done with a batch before it is handed on.
pub type Work = Box<dyn FnMut(&mut Batch) + Send>;

/// A log being read.
pub struct Reader {
    shared: Arc<Mutex<Reading>>,
    ahead: Option<Ahead>,
    live: bool,
    progress: u64,
}

struct Reading {
    log: Log,
    /// What the thread that reads ahead knows, and the problems that it met.
    directory: Directory,
    problems: Problems,
}

/// The thread that reads ahead.
struct Ahead {
    batches: Receiver<Delivery>,
    /// Batches to be used again.
    spare: Sender<Batch>,
    thread: JoinHandle<()>,
}

/// A batch with what was learnt while it was read, and how far that went in bytes.
struct Delivery {
    batch: Batch,
    news: News,
    progress: u64,
}

impl Reader {
    /// A log that is read batch by batch, or on a thread of its own, which then does something with each batch
    /// `ahead`. A stream is never read ahead: what it holds is handed on at once.
    pub fn new(log: Log, directory: &Directory, ahead: Option<Work>) -> Reader {
        let live = log.is_live();
        let ahead = ahead.filter(|_| !live);
        let mut own = if ahead.is_some() { directory.clone() } else { Directory::default() };
        own.news();
        let reading = Reading { log, directory: own, problems: Problems::default() };
        let shared = Arc::new(Mutex::new(reading));
        let ahead = ahead.map(|work| Ahead::begin(Arc::clone(&shared), work));
        Reader { shared, ahead, live, progress: 0 }
    }

    /// Reads the next messages, as [`Log::next`] does, into a batch whose room may be used again.
    pub fn next(&mut self, room: Batch, directory: &mut Directory, problems: &mut Problems) -> Option<Batch> {
        let Some(ahead) = &self.ahead else {
            let (mut batch, mut reading) = (room, lock(&self.shared));
            let more = reading.log.next(directory, &mut batch, problems);
            self.progress = reading.log.progress().0;
            return more.then_some(batch);
        };
        // Without the reader there is nothing to use it for.
        let _ = ahead.spare.send(room);
        if let Ok(Delivery { batch, news, progress }) = ahead.batches.recv() {
            directory.learn(news);
            self.progress = progress;
            return Some(batch);
        }
        if let Some(Ok(())) = self.ahead.take().map(|ahead| ahead.thread.join()) {
            problems.extend(std::mem::take(&mut lock(&self.shared).problems));
        }
        None
    }

    /// Appends one message, read again, to a batch; false if it cannot be read.
    pub fn fetch(&self, origin: Origin, directory: &mut Directory, batch: &mut Batch) -> bool {
        let mut reading = lock(&self.shared);
        let Reading { log, directory: own, .. } = &mut *reading;
        log.fetch(origin, if self.ahead.is_some() { own } else { directory }, batch)
    }

    /// True if messages come in while they are judged.
    pub fn is_live(&self) -> bool {
        self.live
    }

    /// Bytes read so far.
    pub fn progress(&self) -> u64 {
        self.progress
    }

    /// The sources, for reports. Complete once everything has been read.
    pub fn report(&self) -> Vec<SourceReport> {
        lock(&self.shared).log.report()
    }

    /// What the sources can answer, in rank order.
    pub fn facts(&self) -> Vec<SourceFacts> {
        lock(&self.shared).log.facts()
    }
}

impl Ahead {
    fn begin(shared: Arc<Mutex<Reading>>, work: Work) -> Ahead {
        let (deliver, batches) = sync_channel(WAITING);
        let (spare, rooms) = channel();
        let thread = std::thread::spawn(move || read(&shared, work, &deliver, &rooms));
        Ahead { batches, spare, thread }
    }
}

/// Reads to the end, or until nobody wants more.
fn read(shared: &Mutex<Reading>, mut work: Work, deliver: &SyncSender<Delivery>, rooms: &Receiver<Batch>) {
    loop {
        let mut batch = rooms.try_recv().unwrap_or_default();
        let mut reading = lock(shared);
        let Reading { log, directory, problems } = &mut *reading;
        if !log.next(directory, &mut batch, problems) {
            return;
        }
        let (news, progress) = (directory.news(), log.progress().0);
        drop(reading);
        work(&mut batch);
        let delivery = Delivery { batch, news, progress };
        if deliver.send(delivery).is_err() {
            return;
        }
    }
}

/// A reader that has panicked has handed on whole batches only.
fn lock(shared: &Mutex<Reading>) -> MutexGuard<'_, Reading> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
