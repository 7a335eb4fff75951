//! A client of HTTP/1.1 that is bytes and nothing more: what it writes is what a story says, and what it reads is all that
//! comes.

use super::{PATIENCE, Spark};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// What comes at once comes within this; what the server waits for takes it longer.
const AT_ONCE: Duration = Duration::from_secs(6);

/// Who takes nothing for so long takes nothing.
const STALLED: Duration = Duration::from_secs(3);

/// A connection.
pub struct Wire {
    stream: TcpStream,
    /// What came and was not read yet.
    read: Vec<u8>,
}

/// An answer whose length was told.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The status line and the headers as they were spelled.
    pub head: String,
    pub body: String,
}

impl Wire {
    pub async fn dial(spark: &Spark) -> Self {
        Self::dial_from("127.0.0.1", &spark.url).await
    }

    /// Dials from another address of this machine. The system keeps little for it: who does not read is noticed soon.
    pub async fn dial_from(from: &str, url: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(16 * 1024).unwrap();
        socket.bind(SocketAddr::new(from.parse().unwrap(), 0)).unwrap();
        let address = url.strip_prefix("http://").unwrap().parse().unwrap();
        Self { stream: socket.connect(address).await.unwrap(), read: Vec::new() }
    }

    /// Writes a byte after the other, slowly, for as long as the server takes them.
    pub async fn drips(&mut self, bytes: &str, pause: Duration) {
        let (mut reads, mut writes) = self.stream.split();
        let drips = async {
            for byte in bytes.bytes().cycle() {
                if writes.write_all(&[byte]).await.is_err() {
                    return;
                }
                tokio::time::sleep(pause).await;
            }
        };
        let mut answered = Vec::new();
        tokio::select! {
            () = drips => {}
            // Until it is answered and hung up.
            ended = timeout(PATIENCE, reads.read_to_end(&mut answered)) => { let _ = ended.expect("it goes on and on"); }
        }
        self.read.extend(answered);
    }

    /// Writes all of it, as a client does that reads afterwards. Whether the server took it.
    pub async fn writes(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        timeout(PATIENCE, self.stream.write_all(bytes.as_ref())).await.expect("nobody reads").is_ok()
    }

    /// Writes the head of a request: the lines, and the empty one.
    pub async fn asks(&mut self, lines: &[&str]) {
        let host = self.stream.peer_addr().unwrap();
        let (first, rest) = lines.split_first().unwrap();
        let mut head = format!("{first}\r\nHost: {host}\r\n");
        for line in rest {
            head.push_str(line);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        assert!(self.writes(head).await);
    }

    /// Becomes a socket that is acknowledged. What is written from then on are frames.
    pub async fn becomes_socket(&mut self, token: &str) {
        let upgrade =
            ["GET /graphql HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];
        let key = ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: graphql-transport-ws"];
        self.asks(&[&upgrade[..], &key].concat()).await;
        self.until("\r\n\r\n").await;
        let init = format!(r#"{{"type":"connection_init","payload":{{"authorization":"Bearer {token}"}}}}"#);
        assert!(self.writes(frame(0x81, &init)).await);
        self.until("connection_ack\"}").await;
    }

    /// Writes this again and again, for as long as the server takes it.
    pub async fn pours(&mut self, bytes: &[u8]) {
        while self.stream.write_all(bytes).await.is_ok() {}
    }

    /// How much of this the server takes, until it takes nothing more for a while.
    pub async fn is_taken(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while taken < bytes.len() {
            match timeout(STALLED, self.stream.write(&bytes[taken..])).await {
                Ok(Ok(count)) => taken += count,
                Ok(Err(_)) | Err(_) => break,
            }
        }
        taken
    }

    /// Reads until this stands there; everything up to and with it.
    pub async fn until(&mut self, end: &str) -> String {
        loop {
            if let Some(at) = find(&self.read, end.as_bytes()) {
                let rest = self.read.split_off(at + end.len());
                return String::from_utf8_lossy(&std::mem::replace(&mut self.read, rest)).into_owned();
            }
            let mut buffer = [0; 4096];
            let came = timeout(AT_ONCE, self.stream.read(&mut buffer)).await.expect("silence");
            let seen = String::from_utf8_lossy(&self.read);
            match came {
                Ok(0) => panic!("the server hung up before {end:?}: {seen}"),
                Ok(count) => self.read.extend_from_slice(&buffer[..count]),
                Err(error) => panic!("the answer is lost: {error}; {seen}"),
            }
        }
    }

    /// The length of the next answer, of which the head alone is read; none when there is none within so long.
    pub async fn is_answered_within(&mut self, patience: Duration) -> Option<usize> {
        let head = timeout(patience, self.until("\r\n\r\n")).await.ok()?;
        header(&head, "content-length").map(|length| length.parse().unwrap())
    }

    /// The next answer, by its length.
    pub async fn answer(&mut self) -> Answer {
        let head = self.until("\r\n\r\n").await;
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length: usize = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
        while self.read.len() < length {
            let mut buffer = [0; 4096];
            let count = timeout(PATIENCE, self.stream.read(&mut buffer)).await.expect("silence").unwrap();
            assert_ne!(count, 0, "half an answer: {head}");
            self.read.extend_from_slice(&buffer[..count]);
        }
        let rest = self.read.split_off(length);
        let body = String::from_utf8(std::mem::replace(&mut self.read, rest)).unwrap();
        Answer { status, head, body }
    }

    /// Waits until the server hangs up, however long that takes.
    pub async fn waits(&mut self) {
        let mut buffer = [0; 1024];
        while let Ok(1..) = self.stream.read(&mut buffer).await {}
    }

    /// The server hangs up at once, in whatever way.
    pub async fn ends(&mut self) {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(1..) = timeout(AT_ONCE, self.stream.read(&mut buffer)).await.expect("it stays open") {}
    }
}

/// A frame of a client (RFC 6455, 5.2), under a mask that changes nothing: its first byte, and a text shorter than 64 KiB.
pub fn frame(first: u8, text: &str) -> Vec<u8> {
    let mut frame = vec![first];
    // The lengths from 126 on stand in two bytes of their own.
    if let Ok(length @ ..126) = u8::try_from(text.len()) {
        frame.push(0x80 | length);
    } else {
        frame.push(0xfe);
        frame.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
    }
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    frame
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}
