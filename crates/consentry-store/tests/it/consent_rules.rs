//! What a tenant says about consent: its policies and classifications, under its version.

use consentry_model::{
    ConditionSet, ConditionSetId, ConsentPolicy, Impact, PermissionId, PermissionType, well_known,
};
use consentry_store::Classification;

use crate::world::{NOW, World, later};

fn policy(world: &World, id: &str, name: &str) -> ConsentPolicy {
    let set = ConditionSet::of(ConditionSetId::mint(&world.ids), PermissionType::Delegated);
    ConsentPolicy {
        id: id.parse().unwrap(),
        name: name.parse().unwrap(),
        description: "Mail clients \u{2013} no more".to_owned(),
        includes: vec![set],
        excludes: Vec::new(),
    }
}

fn low(world: &World) -> Classification {
    Classification {
        resource: well_known::EXCHANGE,
        permission: PermissionId::mint(&world.ids),
        scope: "EAS.AccessAsUser.All".parse().unwrap(),
        impact: Impact::Low,
        set_at: NOW,
        set_by: Some(world.alex.id),
    }
}

#[tokio::test]
async fn policies_are_kept_for_each_tenant() {
    for world in World::all().await {
        let engine = world.engine();
        let (mine, other) = (policy(&world, "mail-only", "Mail"), policy(&world, "a", "A"));
        let mut unit = world.store.unit().await.unwrap();
        unit.set_consent_policy(world.contoso.id, &mine, NOW).await.unwrap();
        unit.set_consent_policy(world.contoso.id, &other, NOW).await.unwrap();
        let renamed = ConsentPolicy { name: "Mail 2".parse().unwrap(), ..mine.clone() };
        unit.set_consent_policy(world.contoso.id, &renamed, later(1)).await.unwrap();
        let found = unit.consent_policies(world.contoso.id).await.unwrap();
        assert_eq!(found, [other.clone(), renamed], "{engine}");
        assert!(unit.consent_policies(world.fabrikam.id).await.unwrap().is_empty(), "{engine}");
        assert!(unit.delete_consent_policy(world.contoso.id, &mine.id).await.unwrap(), "{engine}");
        assert!(!unit.delete_consent_policy(world.contoso.id, &mine.id).await.unwrap());
        assert!(!unit.delete_consent_policy(world.fabrikam.id, &other.id).await.unwrap());
        assert_eq!(unit.consent_policies(world.contoso.id).await.unwrap(), [other], "{engine}");
        unit.commit().await.unwrap();
    }
}

#[tokio::test]
async fn rules_follow_each_change_at_once_and_no_dropped_one() {
    for world in World::all().await {
        let engine = world.engine();
        let low = low(&world);
        let impact = async |store: &consentry_store::Store| {
            let mut read = store.read().await.unwrap();
            let tenant = read.tenant(world.contoso.id).await.unwrap().unwrap();
            let rules = read.consent_rules(&tenant).await.unwrap();
            rules.impact(low.resource, low.permission)
        };
        assert_eq!(impact(&world.store).await, None, "{engine}");
        let mut unit = world.store.unit().await.unwrap();
        unit.classify(world.contoso.id, &low).await.unwrap();
        let tenant = unit.tenant(world.contoso.id).await.unwrap().unwrap();
        let own = unit.consent_rules(&tenant).await.unwrap();
        assert_eq!(own.impact(low.resource, low.permission), Some(Impact::Low), "{engine}");
        drop(unit);
        assert_eq!(impact(&world.store).await, None, "{engine}: the unit was dropped");
        let mut unit = world.store.unit().await.unwrap();
        unit.classify(world.contoso.id, &low).await.unwrap();
        unit.commit().await.unwrap();
        assert_eq!(impact(&world.store).await, Some(Impact::Low), "{engine}");
        let mut unit = world.store.unit().await.unwrap();
        let high = Classification { impact: Impact::High, ..low.clone() };
        unit.classify(world.contoso.id, &high).await.unwrap();
        assert_eq!(unit.classifications(world.contoso.id).await.unwrap(), [high], "{engine}");
        unit.commit().await.unwrap();
        assert_eq!(impact(&world.store).await, Some(Impact::High), "{engine}");
        let mut unit = world.store.unit().await.unwrap();
        let (contoso, fabrikam) = (world.contoso.id, world.fabrikam.id);
        assert!(!unit.unclassify(fabrikam, low.resource, low.permission).await.unwrap());
        assert!(unit.unclassify(contoso, low.resource, low.permission).await.unwrap());
        unit.commit().await.unwrap();
        assert_eq!(impact(&world.store).await, None, "{engine}");
    }
}
