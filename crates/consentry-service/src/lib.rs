//! Use cases: collects facts, asks the policy, carries the outcome out in one unit of work.
