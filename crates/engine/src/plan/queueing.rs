//! Queues: how likely a request waits, and how long.
//!
//! Requests come one by one at random (Poisson), are served by any of `servers` alike, first come first served, and nobody gives up: M/M/c. Where the
//! times vary more or less than exponential ones, waits are scaled after Allen and Cunneen.

/// Most servers that are counted one by one; larger groups are taken as so many that are faster in proportion, which waits longer.
const MOST_SERVERS: f64 = 2_000_000.0;

/// Erlang B: the chance that all of `servers` are busy when a request comes and those that find no server go away.
///
/// B(0) = 1, B(c) = aB(c−1)/(c + aB(c−1)) with a = offered load in erlangs: no factorial, no overflow. Source: \[erlang1917\].
#[must_use]
pub fn erlang_b(offered: f64, servers: u32) -> f64 {
    let mut blocked = 1.0;
    for server in 1..=servers {
        blocked = offered * blocked / (f64::from(server) + offered * blocked);
        if blocked == 0.0 {
            break;
        }
    }
    blocked
}

/// Erlang C: the chance that a request waits; 1 where the servers cannot keep up (`offered` ≥ `servers`).
///
/// C = B/(1 − ρ(1 − B)), ρ = offered/servers. Source: \[erlang1917\].
#[must_use]
pub fn erlang_c(offered: f64, servers: u32) -> f64 {
    let load = offered / f64::from(servers);
    if load.is_nan() || load >= 1.0 {
        return 1.0;
    }
    let blocked = erlang_b(offered, servers);
    blocked / (1.0 - load * (1.0 - blocked))
}

/// The fewest servers that turn away at most this share of the requests; none where even a million would.
#[must_use]
pub fn servers_for_blocking(offered: f64, most: f64) -> Option<u32> {
    let mut blocked = 1.0;
    for server in 1..=1_000_000_u32 {
        blocked = offered * blocked / (f64::from(server) + offered * blocked);
        if blocked <= most {
            return Some(server);
        }
    }
    None
}

/// A group of servers that serves what comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    /// Requests a second.
    pub arrivals: f64,
    /// How many are served at once.
    pub servers: u32,
    /// Seconds one request takes a server.
    pub service: f64,
    /// (Cₐ² + Cₛ²)/2 with the standard deviation ÷ mean of the times between requests and of the service: 1 where both are exponential.
    pub variability: f64,
}

impl Queue {
    /// Of so many copies, each of which answers `per_copy` requests a second and takes `service` seconds (one after the other where absent) for each:
    /// by Little's law each serves `per_copy` × `service` requests at once.
    #[must_use]
    pub fn of_copies(
        arrivals: f64,
        copies: u32,
        per_copy: f64,
        service: Option<f64>,
        variability: f64,
    ) -> Self {
        let at_once = service.map_or(1.0, |service| libm::floor(per_copy * service * (1.0 + 1e-9))).max(1.0);
        let at_once = at_once.min((MOST_SERVERS / f64::from(copies.max(1))).max(1.0));
        let at_once = libm::floor(at_once);
        let servers = f64::from(copies) * at_once;
        Self { arrivals, servers: servers as u32, service: at_once / per_copy, variability }
    }

    /// Whether the servers keep up.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        self.servers > 0 && self.arrivals * self.service < f64::from(self.servers)
    }

    /// The chance that a request waits at all: Erlang C.
    #[must_use]
    pub fn waits(&self) -> f64 {
        erlang_c(self.arrivals * self.service, self.servers)
    }

    /// How fast waiting ends: cμ − λ, over the variability.
    fn clearing(&self) -> f64 {
        (f64::from(self.servers) / self.service - self.arrivals) / self.variability
    }

    /// Mean wait in seconds, those who do not wait included; none where the servers do not keep up.
    ///
    /// M/M/c: C/(cμ − λ); else times (Cₐ² + Cₛ²)/2. Source: \[allen1990\].
    #[must_use]
    pub fn mean_wait(&self) -> Option<f64> {
        match self.is_stable() {
            false => None,
            true if self.variability == 0.0 => Some(0.0),
            true => Some(self.waits() / self.clearing()),
        }
    }

    /// The wait that only a share 1 − `share` of the requests exceeds: P(wait > t) = C·e^(−(cμ − λ)t), exact for M/M/c.
    #[must_use]
    pub fn wait_percentile(&self, share: f64) -> Option<f64> {
        if !self.is_stable() {
            return None;
        }
        let (waits, left) = (self.waits(), 1.0 - share);
        if waits <= left || self.variability == 0.0 {
            return Some(0.0);
        }
        Some(libm::log(waits / left) / self.clearing())
    }

    /// The share of the requests whose service begins within so many seconds.
    #[must_use]
    pub fn served_within(&self, seconds: f64) -> f64 {
        if !self.is_stable() {
            return 0.0;
        }
        1.0 - self.waits() * libm::exp(-self.clearing() * seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M/M/1, ρ = ½, service 1 s: waits ½, 1 s on average; C·e^(−t/2) = 0.05 at 2·ln 10 (closed forms of \[kleinrock1975\]).
    #[test]
    fn one_server_is_the_closed_form() {
        let queue = Queue { arrivals: 0.5, servers: 1, service: 1.0, variability: 1.0 };
        assert!((queue.waits() - 0.5).abs() < 1e-15);
        assert!((queue.mean_wait().unwrap_or(9.0) - 1.0).abs() < 1e-14);
        let p95 = queue.wait_percentile(0.95).unwrap_or(0.0);
        assert!((p95 - 2.0 * libm::log(10.0)).abs() < 1e-12);
        assert_eq!(queue.wait_percentile(0.4), Some(0.0));
    }

    /// M/D/1 waits half as long as M/M/1 (Pollaczek and Khinchine), and Allen and Cunneen's formula is exact there.
    #[test]
    fn constant_service_halves_the_wait() {
        let queue = Queue { arrivals: 0.8, servers: 1, service: 1.0, variability: 0.5 };
        assert!((queue.mean_wait().unwrap_or(9.0) - 2.0).abs() < 1e-12);
    }

    /// Two servers: C = 2ρ²/(1 + ρ) (closed form).
    #[test]
    fn two_servers_are_the_closed_form() {
        for load in [0.01, 0.3, 0.7, 0.99] {
            assert!((erlang_c(2.0 * load, 2) - 2.0 * load * load / (1.0 + load)).abs() < 1e-14, "{load}");
        }
    }

    #[test]
    fn many_servers_and_none_are_answered() {
        let large = erlang_c(99_000.0, 100_000);
        assert!(large > 0.0 && large < 0.01, "{large}");
        assert!(erlang_c(1.0, 100_000) == 0.0);
        assert_eq!((erlang_c(5.0, 5), erlang_c(7.0, 5), erlang_c(1.0, 0)), (1.0, 1.0, 1.0));
        assert_eq!(erlang_c(f64::NAN, 5), 1.0);
        let unstable = Queue { arrivals: 3.0, servers: 2, service: 1.0, variability: 1.0 };
        assert_eq!((unstable.mean_wait(), unstable.wait_percentile(0.95)), (None, None));
    }

    /// Little's law: 400 a second of 80 ms each are 32 at once.
    #[test]
    fn copies_serve_several_at_once() {
        let queue = Queue::of_copies(900.0, 4, 400.0, Some(0.08), 1.0);
        assert_eq!((queue.servers, queue.service), (128, 0.08));
        let one = Queue::of_copies(900.0, 4, 400.0, None, 1.0);
        assert_eq!((one.servers, one.service), (4, 0.0025));
    }
}
