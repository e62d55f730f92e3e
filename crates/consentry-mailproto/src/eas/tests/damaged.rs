//! Bodies with one wrong byte: refused or read, never a panic.

use proptest::prelude::*;

use super::super::{get_item_estimate, item_operations, move_items, ping, provision, search};
use super::*;
use crate::client;

fn bodies() -> Vec<Vec<u8>> {
    let preference = BodyPreference::whole(BodyType::Mime);
    let change = sync::Command::Change { server_id: id("5:1"), item: Box::new(full_email()) };
    vec![
        client::list_folders(id("7")).to_wbxml(),
        client::next_window(id("5"), id("3"), 25, preference).to_wbxml(),
        client::tell(id("5"), id("3"), vec![change]).to_wbxml(),
        client::fetch_item(id("5"), id("5:1"), preference).to_wbxml(),
        client::fetch_policy(DeviceInformation::default()).to_wbxml(),
        client::acknowledge_policy(77).to_wbxml(),
        client::wait(60, vec![id("5")]).to_wbxml(),
        client::send(id("c1"), b"To: tess".to_vec()).to_wbxml(),
    ]
}

/// Reads a body as every request, and what could be read once more.
fn read_as_all(body: &[u8]) {
    fn read<M: Message + PartialEq + Debug>(root: &Element) {
        if let Ok(message) = M::from_element(root) {
            assert_eq!(M::from_element(&message.to_element()), Ok(message));
        }
    }
    let Ok(root) = wbxml::decode(body) else { return };
    read::<folder_sync::Request>(&root);
    read::<sync::Request>(&root);
    read::<get_item_estimate::Request>(&root);
    read::<item_operations::Request>(&root);
    read::<move_items::Request>(&root);
    read::<ping::Request>(&root);
    read::<provision::Request>(&root);
    read::<search::Request>(&root);
    read::<send_mail::Request>(&root);
    read::<settings::Request>(&root);
}

proptest! {
    #[test]
    fn one_wrong_byte(
        body in prop::sample::select(bodies()),
        at in any::<prop::sample::Index>(),
        byte: u8,
    ) {
        let mut body = body;
        let at = at.index(body.len());
        body[at] = byte;
        read_as_all(&body);
    }
}
