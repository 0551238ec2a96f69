//! What all logs from WeChat share, whoever wrote them down: type numbers, the XML of app messages, and the
//! sentences and XML of system messages.

pub mod appmsg;
pub mod event;
pub mod kinds;
mod sentences;
pub mod source;
pub mod system;
pub mod xml;
