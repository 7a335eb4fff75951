//! Connections that say nothing, half of something, or take no answer: each has an end, and nobody waits behind them.
