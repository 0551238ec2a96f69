//! Replies that quote a message, which the archive holds as one text:
//!
//! ```text
//! 这是一条引用/回复消息：
//! "张三：原话"
//! ------
//! 回复
//! ```

/// How such a text begins.
const HEAD: &str = "这是一条引用/回复消息";

/// The reply without what it quotes; `None` if the text quotes nothing.
pub fn reply(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(HEAD)?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        at += line.len();
        let line = line.trim();
        if line.len() >= 6 && line.bytes().all(|b| b == b'-') {
            return Some(rest[at..].trim_start_matches(['\r', '\n']));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::reply;

    #[test]
    fn the_reply_stands_after_the_rule() {
        let text = "这是一条引用/回复消息：\n\"张三：今天开会\n- -\"\n------\n收到\n------\n谢谢";
        assert_eq!(reply(text), Some("收到\n------\n谢谢"));
        assert_eq!(reply("收到"), None);
        assert_eq!(reply("这是一条引用/回复消息"), None);
    }
}
