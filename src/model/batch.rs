//! A run of messages in event order, and views of them.

use super::{Bits, Decimal, GroupId, Kind, Millis, PersonId, RoleMask};

/// A piece of a batch's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slice {
    /// First byte in [`Batch::text`].
    pub start: u32,
    /// Length in bytes.
    pub len: u32,
}

/// Where a record was read: enough to read it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Origin {
    /// Index of the source in argument order.
    pub source: u32,
    /// Line (or record) number from 1.
    pub line: u32,
    /// Byte offset of the record in the (decoded) source.
    pub offset: u64,
}

/// One message or event. What most messages lack stands in [`Extra`].
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Event time.
    pub time: Millis,
    /// Where it was read.
    pub origin: Origin,
    /// The group.
    pub group: GroupId,
    /// Who sent it, or caused the event.
    pub sender: PersonId,
    /// Its kind.
    pub kind: Kind,
    /// The record says that it was recalled.
    pub recalled: bool,
    /// The record says that a robot sent it.
    pub bot: bool,
    /// `@所有人`.
    pub everyone: bool,
    /// Has a text at all (it may be empty).
    pub has_text: bool,
    /// Mentions were recorded (perhaps none).
    pub has_mentions: bool,
    /// The roles that the record itself gives its sender (`role`/`roles` of the native format).
    pub roles: RoleMask,
    /// The record carries a role field.
    pub has_roles: bool,
    /// Its id; empty if the record has none (one is then made from content: see `ingest::identity`).
    pub id: Slice,
    /// The text as written.
    pub text: Slice,
    /// Mentioned people: a range of [`Batch::people`].
    pub mentions: (u32, u32),
    /// So many of them the record itself lists; the others were found in the text, by their names after `@`.
    /// [`Row::ALL_LISTED`]: nobody was looked for in the text.
    pub listed: u32,
    /// Emoji names as the record lists them: a range of [`Batch::strings`].
    pub emoji: (u32, u32),
    /// Index into [`Batch::extras`], or `u32::MAX`.
    pub extra: u32,
}

impl Row {
    /// [`Row::listed`] of a message whose text was not searched for names.
    pub const ALL_LISTED: u32 = u32::MAX;
}

/// What only some kinds of message carry. `None` is "this message has none".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extra {
    /// Sender's display name at that moment, where the record has one.
    pub nickname: Option<Box<str>>,
    /// Id of the message that this one quotes.
    pub quotes: Option<Box<str>>,
    /// Id of the message that this event recalls.
    pub recalls: Option<Box<str>>,
    /// Link target.
    pub link_url: Option<Box<str>>,
    /// Link title.
    pub link_title: Option<Box<str>>,
    /// File name.
    pub file_name: Option<Box<str>>,
    /// File size in bytes.
    pub file_size: Option<Decimal>,
    /// Hash of the picture, voice, video or file.
    pub media: Option<Box<str>>,
    /// Money in yuan.
    pub amount: Option<Decimal>,
    /// Shares of a red packet.
    pub packets: Option<Decimal>,
    /// Length of a voice, video or call.
    pub duration: Option<Millis>,
    /// Whom an event is about (who joined, left, was poked).
    pub subject: Option<PersonId>,
    /// Who brought the subject in.
    pub inviter: Option<PersonId>,
}

/// Messages and events in event order, with their text.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// The arena.
    pub text: String,
    /// The messages, in order.
    pub rows: Vec<Row>,
    /// Mentioned people of all rows.
    pub people: Vec<PersonId>,
    /// Strings of all rows (emoji names).
    pub strings: Vec<Slice>,
    /// Rare fields.
    pub extras: Vec<Extra>,
    /// What a scan of the texts has found: sets of rows, by numbers that mean something to whoever scanned. Empty
    /// if nobody has.
    pub found: Vec<Bits>,
}

impl Batch {
    /// Empties the batch and keeps its buffers.
    pub fn clear(&mut self) {
        self.text.clear();
        self.rows.clear();
        self.people.clear();
        self.strings.clear();
        self.extras.clear();
        self.found.clear();
    }

    /// Appends text to the arena.
    pub fn put(&mut self, text: &str) -> Slice {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Slice { start, len: text.len() as u32 }
    }

    /// The text of a slice.
    pub fn str(&self, slice: Slice) -> &str {
        self.text.get(slice.start as usize..(slice.start + slice.len) as usize).unwrap_or("")
    }

    /// A view of one message.
    pub fn msg(&self, index: usize) -> Msg<'_> {
        Msg { batch: self, row: &self.rows[index] }
    }

    /// Copies one message, with what it refers to, to the end of another batch.
    pub fn copy_to(&self, index: usize, to: &mut Batch) {
        let row = &self.rows[index];
        let id = to.put(self.str(row.id));
        let text = to.put(self.str(row.text));
        let people = to.people.len() as u32;
        to.people.extend_from_slice(&self.people[row.mentions.0 as usize..row.mentions.1 as usize]);
        let strings = to.strings.len() as u32;
        for &slice in &self.strings[row.emoji.0 as usize..row.emoji.1 as usize] {
            let copy = to.put(self.str(slice));
            to.strings.push(copy);
        }
        let extra = match self.extras.get(row.extra as usize) {
            Some(extra) => {
                to.extras.push(extra.clone());
                to.extras.len() as u32 - 1
            }
            None => u32::MAX,
        };
        let mentions = (people, to.people.len() as u32);
        let emoji = (strings, to.strings.len() as u32);
        to.rows.push(Row { id, text, mentions, emoji, extra, ..*row });
    }
}

/// A view of one message of a batch.
#[derive(Debug, Clone, Copy)]
pub struct Msg<'a> {
    /// The batch that holds its text.
    pub batch: &'a Batch,
    /// The message.
    pub row: &'a Row,
}

impl<'a> Msg<'a> {
    /// Its id.
    pub fn id(&self) -> &'a str {
        self.batch.str(self.row.id)
    }

    /// Its text as written; `None` if it has none.
    pub fn text(&self) -> Option<&'a str> {
        self.row.has_text.then(|| self.batch.str(self.row.text))
    }

    /// People it mentions by name (not counting `@所有人`).
    pub fn mentions(&self) -> &'a [PersonId] {
        &self.batch.people[self.row.mentions.0 as usize..self.row.mentions.1 as usize]
    }

    /// Emoji names that the record lists beside the text.
    pub fn emoji(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let batch = self.batch;
        batch.strings[self.row.emoji.0 as usize..self.row.emoji.1 as usize]
            .iter()
            .map(move |&slice| batch.str(slice))
    }

    /// Its rare fields, if it has any.
    pub fn extra(&self) -> Option<&'a Extra> {
        self.batch.extras.get(self.row.extra as usize)
    }
}
