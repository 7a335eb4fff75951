//! What stands between a server and PostgreSQL, and loses what it is told to lose.

use spark::{config::Serve, store::Address, sync::Mutex};
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// A proxy that is told of one transaction, by a text that is written in it, and does something to its COMMIT.
#[derive(Clone, Default)]
pub struct Proxy {
    orders: Arc<Mutex<Option<Order>>>,
    go: Arc<Notify>,
}

#[derive(Clone)]
struct Order {
    text: Vec<u8>,
    deed: Deed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// It comes to the database, and nobody hears of it.
    Lose,
    /// The same, but it comes when the story says so.
    Delay,
}

impl Proxy {
    /// Stands before the database that a server is to be started on.
    pub fn before(config: &mut Serve) -> Self {
        let Address::Postgres(options) = &config.database.database_url else { panic!("no PostgreSQL") };
        let target = (options.get_host().to_owned(), options.get_port());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let (user, database) = (options.get_username(), options.get_database().unwrap());
        let url = format!("postgres://{user}@{}/{database}?sslmode=disable", listener.local_addr().unwrap());
        config.database.database_url = url.parse().unwrap();
        let proxy = Self::default();
        let (listener, each) = (TcpListener::from_std(listener).unwrap(), proxy.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&target).await.unwrap();
                tokio::spawn(each.clone().passes(client, server));
            }
        });
        proxy
    }

    /// The next transaction with this text in it is committed, and its connection is gone before anybody hears of it.
    pub fn loses(&self, text: &str) {
        *self.orders.lock() = Some(Order { text: text.into(), deed: Deed::Lose });
    }

    /// The same, but its COMMIT comes to the database only with `lets_go`.
    pub fn delays(&self, text: &str) {
        *self.orders.lock() = Some(Order { text: text.into(), deed: Deed::Delay });
    }

    pub fn lets_go(&self) {
        self.go.notify_one();
    }

    async fn passes(self, mut client: TcpStream, mut server: TcpStream) {
        let (mut asked, mut answered) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
        let mut meant: Option<Deed> = None;
        loop {
            tokio::select! {
                read = client.read(&mut asked) => {
                    let Ok(bytes @ 1..) = read else { return };
                    let bytes = &asked[..bytes];
                    if let Some(order) = &*self.orders.lock() && has(bytes, &order.text) {
                        meant = Some(order.deed);
                    }
                    let commits = meant.filter(|_| has(bytes, b"COMMIT"));
                    if commits.is_some() {
                        *self.orders.lock() = None;
                    }
                    if commits == Some(Deed::Delay) {
                        drop(client);
                        self.go.notified().await;
                        let _ = server.write_all(bytes).await;
                        let _ = server.read(&mut answered).await;
                        return;
                    }
                    if server.write_all(bytes).await.is_err() {
                        return;
                    }
                    if commits.is_some() {
                        let _ = server.read(&mut answered).await;
                        return;
                    }
                }
                read = server.read(&mut answered) => {
                    let Ok(bytes @ 1..) = read else { return };
                    if client.write_all(&answered[..bytes]).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

fn has(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|part| part == text)
}
