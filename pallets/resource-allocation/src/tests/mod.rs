//! One file for each call, and for what they do together.

mod work_source;
