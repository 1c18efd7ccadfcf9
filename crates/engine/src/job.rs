//! The worker protocol and its loop, both pure.
