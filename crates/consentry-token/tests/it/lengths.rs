//! How much a token weighs: mail clients put it into a header of limited size.

use crate::fixture::exchange_token;

#[test]
fn a_mail_clients_token_fits_a_header_line() {
    let length = exchange_token().len();
    assert!((1000..2500).contains(&length), "{length}");
}
