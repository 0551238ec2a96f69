//! The open triggers of one key.

use super::state::Open;

/// Room for triggers, which moves between here and slots without being copied.
pub(super) type Pool = Vec<Box<Open>>;

/// Open triggers by slot. Most keys never have one.
#[derive(Default)]
pub(super) struct Slots(Option<Box<Table>>);

#[derive(Default)]
struct Table {
    open: Vec<Option<Box<Open>>>,
    free: Vec<u32>,
}

impl Slots {
    /// The slot that the next trigger gets.
    pub(super) fn reserve(&mut self) -> u32 {
        let table = self.0.get_or_insert_default();
        table.free.pop().unwrap_or_else(|| {
            table.open.push(None);
            table.open.len() as u32 - 1
        })
    }

    /// Puts a trigger into its reserved slot. Its room is one of the pool, if there is one.
    pub(super) fn put(&mut self, slot: u32, open: Open, pool: &mut Pool) {
        let Some(place) = self.0.as_deref_mut().and_then(|table| table.open.get_mut(slot as usize)) else {
            return;
        };
        *place = Some(match pool.pop() {
            Some(mut room) => {
                *room = open;
                room
            }
            None => Box::new(open),
        });
    }

    /// The trigger of a slot.
    pub(super) fn get_mut(&mut self, slot: u32) -> Option<&mut Open> {
        self.0.as_deref_mut()?.open.get_mut(slot as usize)?.as_deref_mut()
    }

    /// Takes a trigger out.
    pub(super) fn take(&mut self, slot: u32) -> Option<Box<Open>> {
        let table = self.0.as_deref_mut()?;
        let open = table.open.get_mut(slot as usize)?.take()?;
        table.free.push(slot);
        Some(open)
    }

    /// All open triggers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Open> {
        self.0.iter().flat_map(|table| table.open.iter().flatten().map(|open| &**open))
    }

    /// Is the trigger at this position still open in this slot?
    pub(super) fn is_open(&self, slot: u32, pos: u64) -> bool {
        let open = self.0.as_deref().and_then(|table| table.open.get(slot as usize)?.as_ref());
        open.is_some_and(|open| open.judged.pos == pos)
    }

    /// One more than the last slot.
    pub(super) fn len(&self) -> u32 {
        self.0.as_deref().map_or(0, |table| table.open.len() as u32)
    }
}
