//! Vectors of others: libc's `crypt`, OpenSSL, Python's hashlib.

use super::*;

const PASSWORD: &[u8] = b"Blue-ladder-77";

const HASHES_OF_OTHERS: &[(&str, &str)] = &[
    ("bcrypt", "$2b$04$abcdefghijklmnopqrstuutNIdYu/R6LlxgY.K6yLTPlnSZZ4824S"),
    (
        "sha512-crypt",
        "$6$Lf4Qw2ab$4lJjCwSnVhljRntzNIY4q66Xfhra6eG17mgsVltLpjOUplVjWlwlzgJpu.qS0iOTVMf6SanNG7HriPTALVdTo0",
    ),
    (
        "sha512-crypt with rounds",
        "$6$rounds=2000$Lf4Qw2ab$0OIx5oKNXPU6ePGXoHqhLC7Ud3gWXrb1R2RTi4tYyegbUjaB.Lbjk6t8L5LAWfhE/5BmzE0qQgeFk0e.DuQYL1",
    ),
    (
        "PBKDF2",
        "$pbkdf2-sha256$i=5000,l=32$c2FsdC1vZi0xNi1ieXRlcw$HStpT1lON5thTI5dwkzxoh+BHDD2rVHY7EMdpt1wHbk",
    ),
    (
        "PBKDF2 with SHA-512",
        "$pbkdf2-sha512$i=5000,l=64$c2FsdC1vZi0xNi1ieXRlcw$CTRr3MLvODSwepm/df8UGdj05nrYSeoV33fDvT/hDmom2aMCygNHzz6KCWXPwYROlaywmM01sYE7RuofaEywfA",
    ),
    ("Django", "pbkdf2_sha256$5000$sEasoNing$vnMX2PHGg6zgY7UbUM5J0Szwp/d/kGroSvI2aLUeB5I="),
    ("{SSHA}", "{SSHA}jw5YBvf2ZGQMS33xF4PC2QWyzShzYWx0LW9mLTE2LWJ5dGVz"),
    ("{SSHA256}", "{SSHA256}5q23v4RYiCI6Ac1StPqivfn2lwik/OX39jqqm56RqzBzYWx0LW9mLTE2LWJ5dGVz"),
    (
        "{SSHA512}",
        "{SSHA512}pNo4UEpP/HNHEZ3yPeDdyJHY7rFXQlFnpJ1KLifknwtmUNw/4bPCLMenRxQzLVBu5Kjc5uWSFePYE0+02cEB8XNhbHQtb2YtMTYtYnl0ZXM=",
    ),
];

#[test]
fn a_password_fits_the_hash_that_others_made_of_it_and_no_other() {
    for (name, hash) in HASHES_OF_OTHERS {
        assert!(hash.parse::<ImportedHash>().is_ok(), "{name}");
        assert!(!is_house(hash), "{name}");
        assert!(fits(PASSWORD, hash), "{name}");
        assert!(!fits(b"Blue-ladder-78", hash), "{name}");
        assert!(!fits(b"", hash), "{name}");
    }
}

#[test]
fn argon2_of_other_costs_is_checked_with_its_own() {
    use argon2::{Algorithm, Params, PasswordHasher as _, Version};
    let params = Params::new(1024, 3, 2, None).unwrap();
    let maker = Argon2::new(Algorithm::Argon2i, Version::V0x13, params);
    let hash = maker.hash_password_with_salt(PASSWORD, b"salt-of-16-bytes").unwrap().to_string();
    assert!(hash.parse::<ImportedHash>().is_ok(), "{hash}");
    assert!(fits(PASSWORD, &hash) && !fits(b"other", &hash) && !is_house(&hash));
}

#[test]
fn a_hash_that_is_none_or_costs_too_much_is_refused_by_name() {
    let (salt, hash) = ("c2FsdC1vZi0xNi1ieXRlcw", "HStpT1lON5thTI5dwkzxoh+BHDD2rVHY7EMdpt1wHbk");
    let tail = "abcdefghijklmnopqrstuutNIdYu/R6LlxgY.K6yLTPlnSZZ4824S";
    let costly = |kind: &str| format!("the {kind} hash costs too much to check");
    let damaged = |kind: &str| format!("the {kind} hash is damaged");
    for (text, want) in [
        ("Blue-ladder-77".to_owned(), "of no known kind".to_owned()),
        (String::new(), "of no known kind".to_owned()),
        ("$1$abc$def".to_owned(), "of no known kind".to_owned()),
        ("x".repeat(600), "of no known kind".to_owned()),
        (format!("$argon2id$v=19$m=4000000,t=2,p=1${salt}${hash}"), costly("Argon2")),
        (format!("$argon2id$v=19$m=65536,t=100,p=1${salt}${hash}"), costly("Argon2")),
        (format!("$argon2id$v=19$m=4294967295,t=4294967295,p=1${salt}${hash}"), costly("Argon2")),
        (format!("$argon2id$v=19$m=19456,t=2,p=200${salt}${hash}"), costly("Argon2")),
        (format!("$argon2id$v=19$m=19456,t=2${salt}${hash}"), damaged("Argon2")),
        ("$argon2id$".to_owned(), damaged("Argon2")),
        (format!("$2b$31${tail}"), costly("bcrypt")),
        (format!("$2b$14${tail}"), costly("bcrypt")),
        (format!("$2b$03${tail}"), damaged("bcrypt")),
        (format!("$2b$04${tail}x"), damaged("bcrypt")),
        (format!("$pbkdf2-sha256$i=1000001${salt}${hash}"), costly("PBKDF2")),
        (format!("pbkdf2_sha256$4000000000$salt${hash}="), costly("PBKDF2")),
        (format!("$pbkdf2-sha256$i=0${salt}${hash}"), damaged("PBKDF2")),
        (format!("$pbkdf2-sha256$i=5000${salt}$AAAA"), damaged("PBKDF2")),
        (format!("$6$rounds=999999999$Lf4Qw2ab${}", "a".repeat(86)), costly("sha512-crypt")),
        ("$6$Lf4Qw2ab$short".to_owned(), damaged("sha512-crypt")),
        ("{SSHA}AAAA".to_owned(), damaged("{SSHA}")),
        // A hash without a salt is none of these.
        ("{SSHA}jw5YBvf2ZGQMS33xF4PC2QWyzSg=".to_owned(), damaged("{SSHA}")),
    ] {
        let why = text.parse::<ImportedHash>().unwrap_err().to_string();
        assert!(why.contains(&want), "{text}: {why}");
        assert!(!fits(PASSWORD, &text), "{text}");
    }
}
