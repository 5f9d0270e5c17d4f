//! Capacity vectors and shapes.
