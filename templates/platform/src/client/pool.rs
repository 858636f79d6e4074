//! Which instance gets the next request: the less busy of two chosen at random, among those
//! that are not set aside.
//!
//! An instance is set aside when it cannot be reached, when it fails several times in a row, or
//! when it lets deadlines pass: a few, or one if it answers nobody else either. After a while,
//! longer each time, one request tries it. When all are set aside none is: it is better to try
//! any than to give up.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::uri::Authority;

use crate::metrics;

/// Badness in a row that sets an instance aside, and what each outcome adds to it.
const TOO_BAD: u32 = 6;
const FAILED: u32 = 1;
const LATE: u32 = 2;
const ASIDE: Duration = Duration::from_secs(1);
const ASIDE_AT_MOST: Duration = Duration::from_secs(10);

/// What a request taught about its instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Answered,
    /// It answered that it cannot serve.
    Failed,
    /// It did not answer by the deadline.
    Late,
    /// There is no connection, or it broke.
    Unreachable,
    /// The caller went away before it could answer.
    Abandoned,
}

/// An instance that was chosen for a request.
pub(super) struct Picked {
    authority: Authority,
    at: Instant,
    /// It was set aside, and this request finds out whether it is back.
    on_trial: bool,
}

pub(super) struct Pool {
    service: &'static str,
    known: Vec<String>,
    instances: Vec<Instance>,
}

struct Instance {
    authority: Authority,
    in_flight: usize,
    answered: Option<Instant>,
    badness: u32,
    /// How often in a row it was set aside, and until when it is.
    times_aside: u32,
    aside_until: Option<Instant>,
}

impl Pool {
    pub(super) fn new(service: &'static str) -> Self {
        Self {
            service,
            known: Vec::new(),
            instances: Vec::new(),
        }
    }

    /// Takes over what discovery knows. Instances that stay keep what was learnt of them.
    pub(super) fn update(&mut self, known: &[String]) {
        if self.known == known {
            return;
        }
        self.known = known.to_vec();
        let mut old = std::mem::take(&mut self.instances);
        for address in known {
            if self
                .instances
                .iter()
                .any(|instance| instance.authority == **address)
            {
                continue;
            }
            let kept = old
                .iter()
                .position(|instance| instance.authority == **address);
            if let Some(kept) = kept {
                self.instances.push(old.swap_remove(kept));
            } else if let Ok(authority) = address.parse() {
                self.instances.push(Instance::new(authority));
            } else {
                tracing::warn!(remote = self.service, address, "not an address");
            }
        }
        self.show();
        tracing::debug!(remote = self.service, instances = ?known, "instances changed");
    }

    /// Chooses an instance for a request, which is then in flight.
    pub(super) fn pick(&mut self, now: Instant) -> Option<Picked> {
        let mut candidates: Vec<_> = self.instances.iter_mut().collect();
        if candidates.iter().any(|instance| instance.is_fit(now)) {
            candidates.retain(|instance| instance.is_fit(now));
        }
        // Partially shuffled: two at random, or the only one.
        for index in 0..candidates.len().min(2) {
            let other = fastrand::usize(index..candidates.len());
            candidates.swap(index, other);
        }
        let two = candidates.into_iter().take(2);
        let instance = two.min_by_key(|instance| instance.in_flight)?;
        instance.in_flight += 1;
        let on_trial = instance.times_aside > 0;
        if on_trial {
            // The others keep away until the outcome is known.
            instance.aside_until = Some(now + ASIDE);
        }
        Some(Picked {
            authority: instance.authority.clone(),
            at: now,
            on_trial,
        })
    }

    /// The end of a request's flight.
    fn landed(&mut self, picked: &Picked, outcome: Outcome, now: Instant) {
        let aside = self.instances.iter().filter(|it| !it.is_fit(now)).count();
        let many_are_aside = (aside + 1) * 2 > self.instances.len();
        let is_meant = |instance: &&mut Instance| instance.authority == picked.authority;
        let Some(instance) = self.instances.iter_mut().find(is_meant) else {
            return;
        };
        instance.in_flight = instance.in_flight.saturating_sub(1);
        if outcome == Outcome::Abandoned {
            return;
        }
        let (remote, address) = (self.service, picked.authority.as_str());
        if outcome == Outcome::Answered {
            let is_back = instance.times_aside > 0;
            instance.answered(now);
            if is_back {
                tracing::info!(remote, address, "instance is back");
                self.show();
            }
        // A broken connection loses many requests at once: that counts as once.
        } else if instance.is_fit(now) || picked.on_trial {
            instance.badness += instance.badness_of(outcome, picked.at);
            let too_bad = instance.badness >= TOO_BAD || picked.on_trial;
            // What at least answers may just be overloaded, and then the others would be next.
            let spared = outcome == Outcome::Failed && many_are_aside;
            if too_bad && !spared {
                let time = instance.set_aside(now);
                metrics::SET_ASIDE.with_label_values(&[remote]).inc();
                // That it is still away when it is tried is no news.
                match instance.times_aside {
                    1 => tracing::warn!(remote, address, ?time, ?outcome, "instance set aside"),
                    _ => tracing::debug!(remote, address, ?time, ?outcome, "instance not back yet"),
                }
                self.show();
            }
        }
    }

    /// Tells the metrics how many instances there are, and how many of them are not back yet.
    fn show(&self) {
        let aside = self.instances.iter().filter(|it| it.times_aside > 0);
        for (gauge, count) in [
            (&metrics::INSTANCES, self.instances.len()),
            (&metrics::ASIDE, aside.count()),
        ] {
            gauge.with_label_values(&[self.service]).set(count as i64);
        }
    }
}

impl Instance {
    fn new(authority: Authority) -> Self {
        Self {
            authority,
            in_flight: 0,
            answered: None,
            badness: 0,
            times_aside: 0,
            aside_until: None,
        }
    }

    fn is_fit(&self, now: Instant) -> bool {
        self.aside_until.is_none_or(|until| until <= now)
    }

    fn badness_of(&self, outcome: Outcome, since: Instant) -> u32 {
        let silent = self.answered.is_none_or(|last| last < since);
        match outcome {
            Outcome::Answered | Outcome::Abandoned => 0,
            Outcome::Failed => FAILED,
            Outcome::Late if !silent => LATE,
            Outcome::Late | Outcome::Unreachable => TOO_BAD,
        }
    }

    fn answered(&mut self, now: Instant) {
        self.answered = Some(now);
        self.badness = 0;
        self.times_aside = 0;
        self.aside_until = None;
    }

    fn set_aside(&mut self, now: Instant) -> Duration {
        let time = ASIDE * 2u32.pow(self.times_aside.min(8));
        let time = time.min(ASIDE_AT_MOST);
        self.badness = 0;
        self.times_aside += 1;
        self.aside_until = Some(now + time);
        time
    }
}

/// A request under way to an instance.
pub(super) struct Flight<'a> {
    pool: &'a Mutex<Pool>,
    picked: Picked,
    deadline: Option<Instant>,
    outcome: Option<Outcome>,
}

impl<'a> Flight<'a> {
    pub(super) fn new(pool: &'a Mutex<Pool>, picked: Picked, deadline: Option<Instant>) -> Self {
        Self {
            pool,
            picked,
            deadline,
            outcome: None,
        }
    }

    pub(super) fn authority(&self) -> &Authority {
        &self.picked.authority
    }

    pub(super) fn began(&self) -> Instant {
        self.picked.at
    }

    pub(super) fn land(mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
    }
}

/// A flight that is dropped without an outcome is one whose caller stopped waiting. If that was
/// at the deadline, the instance may hang.
impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let now = Instant::now();
        let is_late = self.deadline.is_some_and(|deadline| deadline <= now);
        let given_up = if is_late {
            Outcome::Late
        } else {
            Outcome::Abandoned
        };
        let outcome = self.outcome.unwrap_or(given_up);
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        pool.landed(&self.picked, outcome, now);
    }
}
