//! The page end to end, in every browser: run by `cargo xtask test`, or `cargo xtask test --test e2e -- chromium::`.
//!
//! What is compared with a number is compared with the engine's own answer for the very project the page saved.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod advice;
mod budget;
mod canvas;
mod capacity;
mod edit;
mod faults;
mod gestures;
mod keyboard;
mod library;
mod offline;
mod projects;
mod report;
mod screens;
mod simulate;
mod visit;
mod worker_faults;

use std::process::ExitCode;

fn main() -> ExitCode {
    support::harness::run(&[
        ("it_runs_under_a_sub_path", visit::it_runs_under_a_sub_path),
        ("the_first_visit_shows_the_solved_example", visit::the_first_visit_shows_the_solved_example),
        (
            "nothing_is_asked_of_the_network_after_loading",
            visit::nothing_is_asked_of_the_network_after_loading,
        ),
        ("it_works_without_a_network", offline::it_works_without_a_network),
        (
            "what_is_not_of_the_page_is_asked_of_the_network",
            offline::what_is_not_of_the_page_is_asked_of_the_network,
        ),
        ("an_update_never_mixes_two_builds", offline::an_update_never_mixes_two_builds),
        ("half_an_update_changes_nothing", offline::half_an_update_changes_nothing),
        ("a_program_that_does_not_arrive_is_said", offline::a_program_that_does_not_arrive_is_said),
        ("every_tab_can_be_linked_to", visit::every_tab_can_be_linked_to),
        ("a_map_shows_what_is_out_of_sight", visit::a_map_shows_what_is_out_of_sight),
        ("it_can_be_read_on_a_phone", visit::it_can_be_read_on_a_phone),
        ("an_edited_design_gets_the_engines_answer", edit::an_edited_design_gets_the_engines_answer),
        ("what_was_edited_is_there_after_coming_back", edit::what_was_edited_is_there_after_coming_back),
        ("bad_input_is_named_and_the_good_state_stays", edit::bad_input_is_named_and_the_good_state_stays),
        ("a_script_in_a_name_stays_text", edit::a_script_in_a_name_stays_text),
        ("a_dropped_fault_tree_is_drawn_and_solved", edit::a_dropped_fault_tree_is_drawn_and_solved),
        ("the_finder_goes_to_a_component_by_keyboard", projects::the_finder_goes_to_a_component_by_keyboard),
        ("a_link_carries_the_project", projects::a_link_carries_the_project),
        ("the_list_of_steps_goes_back_and_forth", projects::the_list_of_steps_goes_back_and_forth),
        ("several_projects_are_kept", library::several_projects_are_kept),
        ("a_version_can_be_gone_back_to", library::a_version_can_be_gone_back_to),
        ("two_designs_are_compared", library::two_designs_are_compared),
        ("two_tabs_do_not_overwrite_each_other", library::two_tabs_do_not_overwrite_each_other),
        (
            "a_store_that_is_not_as_it_should_be_loses_nothing",
            library::a_store_that_is_not_as_it_should_be_loses_nothing,
        ),
        ("files_that_are_no_projects_change_nothing", library::files_that_are_no_projects_change_nothing),
        ("a_links_end_goes_to_another_component", gestures::a_links_end_goes_to_another_component),
        ("a_component_dropped_on_a_link_goes_into_it", gestures::a_component_dropped_on_a_link_goes_into_it),
        ("a_name_is_typed_in_place", gestures::a_name_is_typed_in_place),
        ("the_commonest_gestures_work_with_a_mouse", canvas::the_commonest_gestures_work_with_a_mouse),
        ("fingers_do_the_same", canvas::fingers_do_the_same),
        ("a_drag_that_is_given_up_changes_nothing", canvas::a_drag_that_is_given_up_changes_nothing),
        (
            "single_points_are_marked_and_anything_can_be_off",
            canvas::single_points_are_marked_and_anything_can_be_off,
        ),
        ("zones_fold_and_notes_stay", canvas::zones_fold_and_notes_stay),
        ("numbers_are_dragged_and_several_edited", canvas::numbers_are_dragged_and_several_edited),
        ("odd_texts_are_only_texts", canvas::odd_texts_are_only_texts),
        (
            "the_first_use_works_with_the_keyboard_alone",
            keyboard::the_first_use_works_with_the_keyboard_alone,
        ),
        ("a_mistake_is_found_mended_and_let_be", advice::a_mistake_is_found_mended_and_let_be),
        ("the_catalogue_adds_and_swaps", advice::the_catalogue_adds_and_swaps),
        ("a_configuration_is_read_and_merged", advice::a_configuration_is_read_and_merged),
        ("the_guide_opens_and_turns_its_pages", advice::the_guide_opens_and_turns_its_pages),
        ("the_budget_cards_say_what_the_engine_says", budget::the_budget_cards_say_what_the_engine_says),
        ("an_uncertain_figure_gives_an_interval", budget::an_uncertain_figure_gives_an_interval),
        ("a_log_is_kept_and_held_against_the_promise", budget::a_log_is_kept_and_held_against_the_promise),
        ("a_service_level_on_terms_has_an_address", budget::a_service_level_on_terms_has_an_address),
        ("alerts_leave_as_files_and_rules_are_read", budget::alerts_leave_as_files_and_rules_are_read),
        ("figures_typed_in_give_the_engines_plan", capacity::figures_typed_in_give_the_engines_plan),
        ("a_lost_zone_is_the_same_everywhere", capacity::a_lost_zone_is_the_same_everywhere),
        ("a_suggestion_is_done_with_one_click", capacity::a_suggestion_is_done_with_one_click),
        ("a_simulation_agrees_with_the_engine", simulate::a_simulation_agrees_with_the_engine),
        ("any_number_of_workers_gives_the_same_bytes", simulate::any_number_of_workers_gives_the_same_bytes),
        ("a_simulation_can_be_cancelled", simulate::a_simulation_can_be_cancelled),
        (
            "a_killed_worker_is_replaced_and_its_block_redone",
            simulate::a_killed_worker_is_replaced_and_its_block_redone,
        ),
        ("a_worker_that_does_not_stop_is_ended", simulate::a_worker_that_does_not_stop_is_ended),
        ("without_workers_the_page_plays_by_itself", simulate::without_workers_the_page_plays_by_itself),
        ("nonsense_of_a_worker_changes_nothing", simulate::nonsense_of_a_worker_changes_nothing),
        ("a_scenario_is_written_and_played", simulate::a_scenario_is_written_and_played),
        ("a_run_is_recorded_and_stepped_through", simulate::a_run_is_recorded_and_stepped_through),
        ("every_screen_is_drawn_in_both_themes", screens::every_screen_is_drawn_in_both_themes),
        ("an_exported_report_holds_the_number", report::an_exported_report_holds_the_number),
        ("without_storage_the_page_says_so_and_works", faults::without_storage_the_page_says_so_and_works),
        (
            "a_storage_that_takes_nothing_is_said_and_emptied_of_nothing",
            faults::a_storage_that_takes_nothing_is_said_and_emptied_of_nothing,
        ),
        ("a_project_with_too_little_room_is_packed", faults::a_project_with_too_little_room_is_packed),
        ("what_a_newer_page_wrote_is_left_alone", faults::what_a_newer_page_wrote_is_left_alone),
        ("edits_in_a_row_are_stored_within_a_second", faults::edits_in_a_row_are_stored_within_a_second),
        (
            "workers_that_do_not_start_leave_the_page_to_it",
            worker_faults::workers_that_do_not_start_leave_the_page_to_it,
        ),
        (
            "workers_that_say_nothing_are_not_waited_for",
            worker_faults::workers_that_say_nothing_are_not_waited_for,
        ),
        ("a_worker_of_another_version_is_not_used", worker_faults::a_worker_of_another_version_is_not_used),
        ("late_answers_are_answers", worker_faults::late_answers_are_answers),
        (
            "a_simulation_that_always_crashes_can_be_tried_again",
            worker_faults::a_simulation_that_always_crashes_can_be_tried_again,
        ),
        (
            "a_search_whose_worker_dies_is_begun_again_and_then_said",
            worker_faults::a_search_whose_worker_dies_is_begun_again_and_then_said,
        ),
        (
            "a_part_that_cannot_be_fetched_can_be_asked_for_again",
            worker_faults::a_part_that_cannot_be_fetched_can_be_asked_for_again,
        ),
    ])
}
