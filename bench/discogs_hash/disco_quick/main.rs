//! disco-quick's iterator of release structs, as its own examples/count.rs uses it: every field parsed, nothing hashed.

use disco_quick::DiscogsReader;
use std::env;

fn main() {
    let path = env::args().nth(2).expect("usage: CONTENDER answer|time DATA");
    match DiscogsReader::from_path(&path) {
        Ok(DiscogsReader::Releases(releases)) => println!("{{\"answer\": {{\"records\": {}}}}}", releases.count()),
        Ok(other) => panic!("expected releases, found {other}"),
        Err(error) => panic!("read {path}: {error}"),
    }
}
