//! What stands between a server and PostgreSQL, and loses or holds up what it is told to.

use spark::{config::Serve, store::Address, sync::Mutex};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

/// A proxy that does something to COMMITs: of transactions that it is told of by a text that is written in them, or of any.
#[derive(Clone, Default)]
pub struct Proxy {
    orders: Arc<Mutex<Vec<Order>>>,
    chance: Arc<Mutex<Option<Chance>>>,
    /// Whoever is connected is cut off with it.
    cut: Arc<Mutex<CancellationToken>>,
    away: Arc<Mutex<Away>>,
    is_silent: Arc<AtomicBool>,
    /// How often something was asked.
    asked: Arc<AtomicUsize>,
}

/// Whether the database can be reached.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Away {
    #[default]
    No,
    AfterTheNextDeed,
    Yes,
}

/// What chance does to a COMMIT, if anything.
type Chance = Box<dyn FnMut() -> Option<Deed> + Send>;

#[derive(Clone)]
struct Order {
    text: Vec<u8>,
    deed: Deed,
    times: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    /// It comes to the database, and nobody hears of it.
    Lose,
    /// It is on its way until the database ends the session.
    Hold,
    /// The same, but it comes after this time.
    Delay(Duration),
    /// It does not come to the database.
    Swallow,
    /// It comes to the database, and neither side hears of the other any more, nor that it is gone.
    Silence,
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
                let cut = each.cut.lock().clone();
                if *each.away.lock() == Away::Yes {
                    continue;
                }
                // While the database is away, so is what is before it.
                let Ok(server) = TcpStream::connect(&target).await else { continue };
                tokio::spawn(cut.run_until_cancelled_owned(each.clone().passes(client, server)));
            }
        });
        proxy
    }

    /// The next so many transactions with this text in them have this done to their COMMIT, and their connections are gone.
    pub fn does(&self, deed: Deed, text: &str, times: usize) {
        self.orders.lock().push(Order { text: text.into(), deed, times });
    }

    /// The next transaction with this text in it is committed, and its connection is gone before anybody hears of it.
    pub fn loses(&self, text: &str) {
        self.does(Deed::Lose, text, 1);
    }

    /// Forgets what it was told.
    pub fn forgets(&self) {
        self.orders.lock().clear();
        *self.chance.lock() = None;
    }

    /// From now on chance decides what is done to a COMMIT of which nothing was said.
    pub fn leaves_to_chance(&self, chance: impl FnMut() -> Option<Deed> + Send + 'static) {
        *self.chance.lock() = Some(Box::new(chance));
    }

    /// Cuts off whoever is connected, as a restart does.
    pub fn cuts_all(&self) {
        std::mem::take(&mut *self.cut.lock()).cancel();
    }

    /// The next COMMIT to which something is done is the last thing that comes through.
    pub fn goes_away_after_the_next_deed(&self) {
        *self.away.lock() = Away::AfterTheNextDeed;
    }

    pub fn comes_back(&self) {
        *self.away.lock() = Away::No;
        self.is_silent.store(false, Ordering::Relaxed);
    }

    /// From now on nobody hears anything of the other side, nor that it is gone. Whoever asked in that time waits for ever.
    pub fn falls_silent(&self) {
        self.is_silent.store(true, Ordering::Relaxed);
    }

    /// How many round trips there were so far.
    pub fn round_trips(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    async fn listens(&self) {
        if self.is_silent.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    }

    fn did(&self) {
        let mut away = self.away.lock();
        if *away == Away::AfterTheNextDeed {
            *away = Away::Yes;
            drop(away);
            self.cuts_all();
        }
    }

    /// How many transactions with this text are still to come.
    pub fn awaits(&self, text: &str) -> usize {
        self.orders.lock().iter().filter(|order| order.text == text.as_bytes()).map(|order| order.times).sum()
    }

    /// What is to be done to the COMMIT of a transaction with this text in it.
    fn meant(&self, bytes: &[u8]) -> Option<Order> {
        let orders = self.orders.lock();
        orders.iter().find(|order| order.times > 0 && has(bytes, &order.text)).cloned()
    }

    /// What is done to this COMMIT: an order is then done once.
    fn decides(&self, meant: Option<Order>) -> Option<Deed> {
        if let Some(meant) = meant {
            let mut orders = self.orders.lock();
            let order = orders.iter_mut().find(|order| order.times > 0 && order.text == meant.text)?;
            order.times -= 1;
            return Some(order.deed);
        }
        self.chance.lock().as_mut().and_then(|chance| chance())
    }

    async fn passes(self, mut client: TcpStream, mut server: TcpStream) {
        let (mut asked, mut answered) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
        let mut meant: Option<Order> = None;
        loop {
            tokio::select! {
                read = client.read(&mut asked) => {
                    let Ok(bytes @ 1..) = read else { return };
                    self.asked.fetch_add(1, Ordering::Relaxed);
                    self.listens().await;
                    let bytes = &asked[..bytes];
                    meant = meant.or_else(|| self.meant(bytes));
                    let deed = if has(bytes, b"COMMIT") { self.decides(meant.take()) } else { None };
                    match deed {
                        Some(Deed::Swallow) => return,
                        Some(Deed::Hold) => {
                            drop(client);
                            let _ = server.read(&mut answered).await;
                            return;
                        }
                        Some(Deed::Delay(time)) => {
                            drop(client);
                            // That it is late is the fault.
                            tokio::time::sleep(time).await;
                        }
                        Some(Deed::Silence) => {
                            let _ = server.write_all(bytes).await;
                            let _ = server.read(&mut answered).await;
                            // Until the client gives up.
                            let _ = client.read(&mut asked).await;
                            return;
                        }
                        Some(Deed::Lose) => {}
                        None => {
                            if server.write_all(bytes).await.is_err() {
                                return;
                            }
                            continue;
                        }
                    }
                    let _ = server.write_all(bytes).await;
                    let _ = server.read(&mut answered).await;
                    self.did();
                    return;
                }
                read = server.read(&mut answered) => {
                    let Ok(bytes @ 1..) = read else { return };
                    self.listens().await;
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
