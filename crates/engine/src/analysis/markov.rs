//! Steady states of small continuous-time Markov chains, without a subtraction.

/// A chain by its transition rates per hour, dense.
#[derive(Clone, Debug)]
pub struct Chain {
    states: usize,
    rates: Vec<f64>,
}

impl Chain {
    /// A chain of so many states and no transitions yet.
    #[must_use]
    pub fn new(states: usize) -> Self {
        Self { states, rates: vec![0.0; states * states] }
    }

    /// Adds `rate` per hour from one state to another; transitions to itself change nothing.
    pub fn add(&mut self, from: usize, to: usize, rate: f64) {
        if from != to {
            self.rates[from * self.states + to] += rate;
        }
    }

    /// The rate from one state to another, per hour.
    #[must_use]
    pub fn rate(&self, from: usize, to: usize) -> f64 {
        self.rates[from * self.states + to]
    }

    /// How many states there are.
    #[must_use]
    pub fn state_count(&self) -> usize {
        self.states
    }

    /// Long-run fraction of time in each state, by the algorithm of Grassmann, Taksar and Heyman: states are eliminated
    /// from the last to the first with additions, multiplications and divisions of positive numbers only, so that every
    /// probability keeps its relative accuracy however small.
    ///
    /// Assumes that state 0 can be reached from every state. States that cannot be reached from state 0 get probability 0;
    /// a chain without states has none.
    /// Source: \[gth1985\].
    ///
    /// A machine that fails every 1000 h for 10 h is down 10/1010 of the time:
    /// ```
    /// use ninefold_engine::analysis::markov::Chain;
    /// let mut chain = Chain::new(2);
    /// chain.add(0, 1, 1.0 / 1000.0);
    /// chain.add(1, 0, 1.0 / 10.0);
    /// assert!((chain.steady_state()[1] - 10.0 / 1010.0).abs() < 1e-17);
    /// ```
    #[must_use]
    pub fn steady_state(&self) -> Vec<f64> {
        let n = self.states;
        if n == 0 {
            return Vec::new();
        }
        let mut rates = self.rates.clone();
        let mut exits = vec![0.0; n];
        let mut targets: Vec<(usize, f64)> = Vec::new();
        for last in (1..n).rev() {
            // Most chains are sparse: only where the state leads has to be visited.
            targets.clear();
            let row = rates[last * n..last * n + last].iter().enumerate();
            targets.extend(row.filter(|(_, rate)| **rate > 0.0).map(|(to, rate)| (to, *rate)));
            let exit: f64 = targets.iter().map(|(_, rate)| rate).sum();
            exits[last] = exit;
            if exit == 0.0 {
                continue;
            }
            for from in 0..last {
                let into = rates[from * n + last];
                if into == 0.0 {
                    continue;
                }
                let share = into / exit;
                for &(to, rate) in &targets {
                    if to != from {
                        rates[from * n + to] += share * rate;
                    }
                }
            }
        }
        let mut weights = vec![0.0; n];
        weights[0] = 1.0;
        let mut total = 1.0;
        for state in 1..n {
            if exits[state] > 0.0 {
                let inflow: f64 = (0..state).map(|from| weights[from] * rates[from * n + state]).sum();
                weights[state] = inflow / exits[state];
            }
            total += weights[state];
        }
        weights.iter().map(|weight| weight / total).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Birth–death chain against its closed form, 2 of 3 machines with one repairer.
    #[test]
    fn birth_death_closed_form() {
        let (lambda, mu) = (1e-9, 2.0);
        let mut chain = Chain::new(4);
        for down in 0..3 {
            chain.add(down, down + 1, (3 - down) as f64 * lambda);
            chain.add(down + 1, down, mu);
        }
        let pi = chain.steady_state();
        let r = lambda / mu;
        let weights = [1.0, 3.0 * r, 6.0 * r * r, 6.0 * r * r * r];
        let total: f64 = weights.iter().sum();
        for (state, weight) in weights.iter().enumerate() {
            let expected = weight / total;
            assert!((pi[state] / expected - 1.0).abs() < 1e-14, "state {state}: {} {expected}", pi[state]);
        }
    }
}
