//! Polynomials in the chances of several classes, by their values at a few points.
//!
//! In the chance of one class the degree is that of its parts. A polynomial is computed at a few chances (Chebyshev points of the second kind) and
//! asked for in between (barycentric formula \[berrut-trefethen2004\]): exact for up to [`DEGREE`] parts of a class, and to about a millionth for
//! more.

/// Highest degree of the polynomials in one chance.
const DEGREE: usize = 16;
/// Most points at which a function is computed beforehand.
pub const POINTS: usize = 150;

/// What is needed to ask a polynomial.
#[derive(Default)]
pub struct Scratch {
    /// By axis, how much its points count.
    rows: Vec<Vec<f64>>,
    buffer: Vec<f64>,
}

/// A polynomial, by its values at all combinations of points, the last axis fastest.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The points of each class.
    pub axes: Vec<Vec<f64>>,
    /// By combination of points; empty until they are known.
    pub values: Vec<f64>,
}

impl Grid {
    /// The points for parts of so many classes, yet without values; none where there would be too many.
    #[must_use]
    pub fn new(classes: usize, class_of: &[usize]) -> Option<Self> {
        let mut sizes = vec![1; classes];
        class_of.iter().for_each(|&class| sizes[class] = (sizes[class] + 1).min(DEGREE + 1));
        let count = sizes.iter().try_fold(1_usize, |all, size| all.checked_mul(*size))?;
        let axis = |&size: &usize| (0..size).map(|at| point(at, size)).collect();
        (count <= POINTS).then(|| Self { axes: sizes.iter().map(axis).collect(), values: Vec::new() })
    }

    /// How many combinations of points there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.axes.iter().map(Vec::len).product()
    }

    /// Which point of its axis a class has at a combination of points.
    fn place(&self, point: usize, class: usize) -> usize {
        let below: usize = self.axes[class + 1..].iter().map(Vec::len).product();
        point / below % self.axes[class].len()
    }

    /// The chance of a class at a combination of points.
    #[must_use]
    pub fn chance(&self, point: usize, class: usize) -> f64 {
        self.axes[class][self.place(point, class)]
    }

    /// The value where each axis' points count as much as the rows say.
    fn asked(&self, scratch: &mut Scratch) -> f64 {
        let Scratch { rows, buffer } = scratch;
        buffer.clear();
        buffer.extend_from_slice(&self.values);
        for row in rows.iter().rev() {
            let count = buffer.len() / row.len();
            for line in 0..count {
                let values = &buffer[line * row.len()..(line + 1) * row.len()];
                buffer[line] = values.iter().zip(row).fold(0.0, |sum, (value, weight)| sum + value * weight);
            }
            buffer.truncate(count);
        }
        buffer.first().copied().unwrap_or(0.0)
    }

    /// How much the value at each combination counts where the classes have these chances: so many times that is added to `counts`.
    pub fn count_in(&self, times: f64, chances: &[f64], counts: &mut [f64], scratch: &mut Scratch) {
        let Scratch { rows, buffer } = scratch;
        buffer.clear();
        buffer.push(times);
        rows.resize(1, Vec::new());
        for (axis, &x) in self.axes.iter().zip(chances) {
            weights(axis, x, &mut rows[0]);
            *buffer = buffer.iter().flat_map(|count| rows[0].iter().map(move |it| count * it)).collect();
        }
        counts.iter_mut().zip(buffer.iter()).for_each(|(sum, count)| *sum += count);
    }

    /// The value where the classes have these chances.
    pub fn at(&self, chances: &[f64], scratch: &mut Scratch) -> f64 {
        scratch.rows.resize(self.axes.len(), Vec::new());
        for ((axis, &x), row) in self.axes.iter().zip(chances).zip(&mut scratch.rows) {
            weights(axis, x, row);
        }
        self.asked(scratch)
    }
}

/// Point `at` of `size`: from 0 to 1, close together at the ends.
fn point(at: usize, size: usize) -> f64 {
    if size < 2 {
        return 0.0;
    }
    let half = libm::sin(std::f64::consts::FRAC_PI_2 * at as f64 / (size - 1) as f64);
    half * half
}

/// How much the value at each of the `points` counts at `x`: the barycentric formula, in which the points' own weights are ±1, at the ends ±½.
pub fn weights(points: &[f64], x: f64, found: &mut Vec<f64>) {
    found.clear();
    found.resize(points.len(), 1.0);
    let last = points.len() - 1;
    if last == 0 {
        return;
    }
    let (mut total, mut sign) = (0.0, 0.5_f64);
    for (at, point) in points.iter().enumerate() {
        let distance = x - point;
        if distance == 0.0 {
            found.fill(0.0);
            found[at] = 1.0;
            return;
        }
        let weight = if at == last { sign.clamp(-0.5, 0.5) } else { sign } / distance;
        sign = if sign > 0.0 { -1.0 } else { 1.0 };
        total += weight;
        found[at] = weight;
    }
    found.iter_mut().for_each(|weight| *weight /= total);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The polynomial of parts of so many in each class, by values of `f` at its points.
    fn grid(classes: &[usize], f: &dyn Fn(&[f64]) -> f64) -> Grid {
        let class_of: Vec<usize> =
            classes.iter().enumerate().flat_map(|(class, &parts)| vec![class; parts]).collect();
        let mut grid =
            Grid::new(classes.len(), &class_of).unwrap_or(Grid { axes: Vec::new(), values: Vec::new() });
        let at = |point: usize| (0..classes.len()).map(|class| grid.chance(point, class)).collect();
        grid.values = (0..grid.count()).map(at).map(|x: Vec<f64>| f(&x)).collect();
        grid
    }

    /// A product of a cubic and a line, asked between the points.
    #[test]
    fn polynomials_are_met_exactly() {
        let f = |x: &[f64]| (1.0 - 0.3 * x[0]) * (1.0 - 0.9 * x[0]) * (1.0 - x[0]) * (0.2 + 0.7 * x[1]);
        let grid = grid(&[3, 1], &f);
        for (x, y) in [(0.0, 0.0), (0.123, 0.9), (1.0, 1.0), (0.25, 0.0), (1e-9, 0.4)] {
            assert!((grid.at(&[x, y], &mut Scratch::default()) - f(&[x, y])).abs() < 1e-15);
        }
    }

    /// Many parts with a law: the claim of the module's head.
    #[test]
    fn many_parts_are_met_closely() {
        let f = |x: &[f64]| 1.0 - (0..33).fold(1.0, |product, _| product * (1.0 - 0.5 * x[0]));
        let grid = grid(&[33], &f);
        for x in [1e-6, 1e-3, 0.01, 0.1, 0.33, 0.5, 0.77, 0.99] {
            let error = grid.at(&[x], &mut Scratch::default()) / f(&[x]) - 1.0;
            assert!(error.abs() < 1e-6, "{x} {error:e}");
        }
    }
}
