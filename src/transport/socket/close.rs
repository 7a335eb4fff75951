//! How sockets end: the codes of `graphql-transport-ws` and RFC 6455, by which a client knows whether to come back.

use crate::transport::socket::bounded::is_too_long;
use tokio_tungstenite::tungstenite::{self, error::ProtocolError};

/// Why a socket is closed: the code says whether to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Close(pub u16, pub &'static str);

pub const STOPPING: Close = Close(1001, "The server stops");
pub const DEAD: Close = Close(1001, "Nothing heard for too long");
pub const NO_PROTOCOL: Close = Close(1002, "Not a frame of the protocol");
pub const NO_TEXT: Close = Close(1007, "A text that is not UTF-8");
pub const TOO_BIG: Close = Close(1009, "Message too big");
pub const TOO_SLOW: Close = Close(1013, "Read faster, or come back later");
pub const TOO_MANY: Close = Close(1013, "Too many sockets of this user");
pub const BAD_MESSAGE: Close = Close(4400, "Not a message of the protocol");
pub const OLD_MESSAGE: Close = Close(4400, "A message of the older graphql-ws protocol: speak graphql-transport-ws");
pub const TOO_DEEP: Close = Close(4400, "Nested deeper than 64 levels");
pub const NOT_ACKNOWLEDGED: Close = Close(4401, "Unauthorized");
pub const FORBIDDEN: Close = Close(4403, "Forbidden");
pub const OTHER_PROTOCOL: Close = Close(4406, "Subprotocol not acceptable: speak graphql-transport-ws");
pub const INIT_TIMEOUT: Close = Close(4408, "Connection initialisation timeout");
pub const TWICE: Close = Close(4429, "Too many initialisation requests");
pub const SUBSCRIBED_TWICE: Close = Close(4409, "Subscriber for this id already exists");

/// How a socket ends.
pub enum End {
    /// It is gone.
    Lost,
    /// The client closed it.
    Closed,
    Close(Close),
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// How to answer what the library could not read; not at all when the connection is gone.
pub fn broken(error: &tungstenite::Error) -> End {
    match error {
        tungstenite::Error::Capacity(_) => TOO_BIG.into(),
        tungstenite::Error::Io(error) if is_too_long(error) => TOO_BIG.into(),
        tungstenite::Error::Utf8(_) => NO_TEXT.into(),
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => End::Lost,
        tungstenite::Error::Protocol(_) => NO_PROTOCOL.into(),
        _ => End::Lost,
    }
}
