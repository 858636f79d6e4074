//! A TCP proxy that can hold up what passes it, as a network does that is cut: connections stay
//! open, new ones too, and nothing comes through.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use super::wait_until;

pub struct Proxy {
    pub address: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    cut: AtomicBool,
    /// After so many HTTP/2 requests it cuts itself.
    cut_at: AtomicUsize,
    requests: AtomicUsize,
}

impl Proxy {
    /// A way to `target`, on an address of its own.
    pub fn to(target: &str) -> Self {
        Self::cut_at(target, usize::MAX)
    }

    /// One that does not let this request through, counted from 1, nor anything after it.
    pub fn cut_at(target: &str, request: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(State { cut_at: request.into(), ..State::default() });
        let (target, shared) = (target.to_owned(), state.clone());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(&target) else { continue };
                let (state, back) = (shared.clone(), shared.clone());
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || {
                    let _ = requests(&mut from, &mut to, &state);
                    close(&from, &to);
                });
                thread::spawn(move || {
                    let _ = answers(&server, &client, &back);
                    close(&server, &client);
                });
            }
        });
        Self { address, state }
    }

    pub fn cut(&self, cut: bool) {
        self.state.cut_at.store(usize::MAX, SeqCst);
        self.state.cut.store(cut, SeqCst);
    }

    pub fn wait_until_cut(&self) {
        wait_until("the request to hold", Duration::from_secs(10), || {
            self.state.cut.load(SeqCst).then_some(())
        });
    }
}

impl State {
    fn pass(&self) {
        while self.cut.load(SeqCst) {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Passes on HTTP/2 frame by frame: a frame of HEADERS is a request.
fn requests(from: &mut TcpStream, to: &mut TcpStream, state: &State) -> io::Result<()> {
    let mut preface = [0; 24];
    from.read_exact(&mut preface)?;
    to.write_all(&preface)?;
    loop {
        let mut head = [0; 9];
        from.read_exact(&mut head)?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut frame = vec![0; length as usize];
        from.read_exact(&mut frame)?;
        let is_request = head[3] == 1;
        if is_request && state.requests.fetch_add(1, SeqCst) + 1 == state.cut_at.load(SeqCst) {
            state.cut.store(true, SeqCst);
        }
        state.pass();
        to.write_all(&head)?;
        to.write_all(&frame)?;
    }
}

fn answers(mut from: &TcpStream, mut to: &TcpStream, state: &State) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    loop {
        let length = from.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        state.pass();
        to.write_all(&buffer[..length])?;
    }
}

fn close(one: &TcpStream, other: &TcpStream) {
    let _ = one.shutdown(Shutdown::Both);
    let _ = other.shutdown(Shutdown::Both);
}
