//! What all logs from WeChat share, whoever wrote them down: type numbers, the XML of app messages, and the
//! sentences and XML of system messages.

pub mod appmsg;
pub mod dumped;
pub mod event;
pub mod kinds;
pub mod names;
pub mod rendered;
pub mod sentences;
pub mod source;
pub mod system;
pub mod xml;
