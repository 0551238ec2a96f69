//! A queue that holds one element in place: most keys of most rules never have a second.

use smallvec::SmallVec;

/// First in, first out; its elements stand in one slice.
#[derive(Debug, Clone)]
pub struct Queue<T> {
    items: SmallVec<[T; 1]>,
    /// So many at the front have been taken out.
    gone: usize,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Queue { items: SmallVec::new(), gone: 0 }
    }
}

impl<T: Copy> Queue<T> {
    /// Appends.
    pub fn push(&mut self, item: T) {
        if self.gone * 2 > self.items.len() {
            self.items.drain(..self.gone);
            self.gone = 0;
        }
        self.items.push(item);
    }

    /// Takes the oldest out.
    pub fn pop(&mut self) -> Option<T> {
        let item = *self.items.get(self.gone)?;
        self.gone += 1;
        if self.gone == self.items.len() {
            self.items.clear();
            self.gone = 0;
        }
        Some(item)
    }

    /// All, oldest first.
    pub fn as_slice(&self) -> &[T] {
        self.items.get(self.gone..).unwrap_or(&[])
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.items.len() - self.gone
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    #[test]
    fn what_goes_in_first_comes_out_first_however_they_alternate() {
        let mut queue = Queue::default();
        let mut expected = std::collections::VecDeque::new();
        for step in 0..2000u32 {
            if step % 7 < 4 || step % 200 < 90 {
                queue.push(step);
                expected.push_back(step);
            } else {
                assert_eq!(queue.pop(), expected.pop_front());
            }
            assert_eq!(queue.as_slice(), expected.make_contiguous(), "step {step}");
            assert_eq!(queue.len(), expected.len());
        }
    }
}
