//! People and organizations.

use office::view::{
    Id, IdentityCheck, Particulars, PeoplePage, PeopleQuery, PersonChange, PersonOffer, PersonProbe,
    PersonView, Saved,
};
use tauri::State;

use crate::{
    clock::now,
    shell::{Answer, Shell},
};

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn people(shell: State<'_, Shell>, query: PeopleQuery) -> Answer<PeoplePage> {
    Ok(shell.session()?.people(&query)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn person(shell: State<'_, Shell>, id: Id, organization: bool) -> Answer<PersonView> {
    Ok(shell.session()?.person(id, organization, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn person_for_edit(shell: State<'_, Shell>, id: Id, organization: bool) -> Answer<PersonView> {
    Ok(shell.session()?.person_for_edit(id, organization, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn save_person(shell: State<'_, Shell>, change: PersonChange) -> Answer<Saved> {
    Ok(shell.session()?.save_person(&change, now())?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn suggest_people(shell: State<'_, Shell>, probe: PersonProbe) -> Answer<Vec<PersonOffer>> {
    Ok(shell.session()?.suggest_people(&probe)?)
}

#[tauri::command(async)]
#[specta::specta]
pub(crate) fn check_identity(shell: State<'_, Shell>, particulars: Particulars) -> Answer<IdentityCheck> {
    Ok(shell.session()?.check_identity(&particulars, now()))
}
