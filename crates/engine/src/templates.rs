//! Ready-made projects to start from.
