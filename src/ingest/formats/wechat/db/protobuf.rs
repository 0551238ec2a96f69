//! A walk over the fields of a protobuf message, as far as WeChat's columns need it.

/// A field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A whole number.
    Number(u64),
    /// Text, bytes, a message within, or a number of fixed width.
    Bytes(&'a [u8]),
}

/// The fields of a message with their numbers; ends where the bytes cease to be one.
pub fn fields(mut bytes: &[u8]) -> impl Iterator<Item = (u64, Value<'_>)> {
    std::iter::from_fn(move || {
        let tag = varint(&mut bytes)?;
        let value = match tag & 7 {
            0 => Value::Number(varint(&mut bytes)?),
            1 => Value::Bytes(take(&mut bytes, 8)?),
            2 => {
                let length = usize::try_from(varint(&mut bytes)?).ok()?;
                Value::Bytes(take(&mut bytes, length)?)
            }
            5 => Value::Bytes(take(&mut bytes, 4)?),
            _ => return None,
        };
        Some((tag >> 3, value))
    })
}

/// The messages within that are fields of this number.
pub fn messages(bytes: &[u8], number: u64) -> impl Iterator<Item = &[u8]> {
    fields(bytes).filter_map(move |(field, value)| match value {
        Value::Bytes(bytes) if field == number => Some(bytes),
        _ => None,
    })
}

/// The text of the first field of this number, if it is UTF-8 and not empty.
pub fn text(bytes: &[u8], number: u64) -> Option<&str> {
    let text = std::str::from_utf8(messages(bytes, number).next()?).ok()?;
    (!text.is_empty()).then_some(text)
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_with_their_numbers() {
        let bytes =
            [0x08, 0x96, 0x01, 0x12, 0x02, b'h', b'i', 0x1d, 1, 2, 3, 4, 0x21, 1, 2, 3, 4, 5, 6, 7, 8];
        let all: Vec<_> = fields(&bytes).collect();
        assert_eq!(all[0], (1, Value::Number(150)));
        assert_eq!(all[1], (2, Value::Bytes(b"hi")));
        assert_eq!(all[2..].iter().map(|field| field.0).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(text(&bytes, 2), Some("hi"));
    }

    #[test]
    fn whatever_the_bytes_are_the_walk_ends() {
        for bytes in [&[0xff; 40][..], &[0x12, 0xff, 0xff, 0xff, 0x7f], &[0x0b], &[0x12, 5, 1], &[0x80]] {
            assert_eq!(fields(bytes).count(), 0, "{bytes:?}");
        }
    }
}
