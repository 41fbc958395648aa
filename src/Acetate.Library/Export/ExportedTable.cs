using System.Collections.Immutable;

namespace Acetate.Library.Export;

/// <summary>One table of the library as a file of an export.</summary>
/// <param name="Name">The table; its file has the name with <c>.jsonl</c>.</param>
/// <param name="About">What a line is, for whoever reads the export without this program.</param>
/// <param name="Order">The columns that the lines are sorted by.</param>
public sealed record ExportedTable(string Name, string About, string Order)
{
    /// <summary>Columns whose text is JSON; it stands in the line as such.</summary>
    public ImmutableHashSet<string> Json { get; init; } = [];

    /// <summary>Columns that are left out, because they open doors.</summary>
    public ImmutableHashSet<string> Secret { get; init; } = [];

    /// <summary>Every table that is exported.</summary>
    public static ImmutableArray<ExportedTable> All { get; } =
    [
        new("shows", "A show and its settings.", "name") { Json = ["settings"] },
        new("show_revisions", "A change of a show's settings: before and after.", "show, version") { Json = ["before", "after"] },
        new("show_documents", "A look or framing decision list of a show; its content is text, or an object with base64.", "id"),
        new("submissions", "A hand-over of cards: who brought what, from where, for which day.", "id"),
        new("rolls", "A roll: its tags, what it came on, where it lies in the store (store_prefix), and why it is held.", "id") { Json = ["tags", "drive"] },
        new("roll_stages", "How far a roll has come, stage by stage.", "roll_id, stage"),
        new("roll_files", "A file of a roll: path, bytes, the digests that its manifest promised and those that were read.", "roll_id, number") { Json = ["expected", "digests"] },
        new("copies", "A copy of a roll: which store, where in it, and when it was verified last.", "id"),
        new("copy_files", "A file of a copy that is not as it should be.", "copy_id, number"),
        new("clips", "A clip: its files within the roll, rate, timecode, camera, and every fact with its origin.", "id") { Json = ["files", "facts", "problems", "inspection", "proxy", "sidecars"] },
        new("clip_edits", "A fact that a person said over what the file says, and what was said before.", "clip_id, number"),
        new("clip_comments", "A marker or comment on frames of a clip.", "id"),
        new("format_cards", "A Camera Format Card: how one camera of a show records.", "id") { Json = ["found", "corrected"] },
        new("format_card_corrections", "A correction of a Camera Format Card.", "card_id, number"),
        new("expected_rolls", "A roll that a report promised.", "show, shoot_day, name, kind") { Json = ["clips"] },
        new("day_status", "What was said of a shoot day.", "show, shoot_day"),
        new("smart_collections", "A search that was given a name.", "id"),
        new("cuts", "An edit list as it was handed in; its content is text, or an object with base64.", "id"),
        new("cut_offlines", "An offline movie of a cut.", "id"),
        new("match_decisions", "Which clip an event of a cut means, as a person decided.", "id") { Json = ["names", "not_clips"] },
        new("pulls", "A pull: what was asked for, its settings and its plan.", "id") { Json = ["settings", "cut", "plan", "reels"] },
        new("pull_plates", "A plate of a VFX pull: clip, frames and recipe.", "pull_id, place") { Json = ["recipe"] },
        new("pull_work", "What a step of a pull cost, as measured.", "pull_id, task, source, made"),
        new("vendor_returns", "A version that a vendor handed in, and what became of it.", "id") { Json = ["plate", "findings"] },
        new("vendor_return_files", "A file of such a version.", "return_id, number"),
        new("vendor_return_decisions", "A decision on such a version.", "return_id, number"),
        new("roll_dailies", "The dailies of a roll: how they stand, and what was taken by default.", "roll_id") { Json = ["defaults"] },
        new("clip_dailies", "The daily of a clip: its sound, what was made and checked, what was doubted and decided.", "clip_id") { Json = ["defaults", "sound", "picture", "doubts", "decision"] },
        new("clip_slates", "What was read of a clip's slate, and what a person made of it.", "clip_id") { Json = ["report"] },
        new("workspaces", "A workspace.", "id"),
        new("workspace_members", "Who may do what in a workspace.", "workspace_id, principal_id"),
        new("workspace_folders", "A folder or package in a workspace.", "id"),
        new("workspace_files", "A file in a workspace.", "id"),
        new("assets", "A file that was kept as an asset, with where it came from.", "id"),
        new("shares", "What was given by a link or to people, and until when.", "id") { Secret = ["link_hash", "phrase_hash"], Json = ["domains"] },
        new("share_items", "A clip, range or folder of a share.", "share_id, number"),
        new("share_recipients", "Who received a share, with which rights.", "share_id, principal_id"),
        new("share_requests", "Who asked for access to a share.", "id") { Secret = ["hash"] },
        new("bulk_requests", "What needed two people: who asked, who decided.", "id") { Json = ["rule"] },
        new("roll_receipts", "What a site reported about a roll that it downloaded.", "roll_id, reported_by, site, asset"),
        new("folder_receipts", "What a site reported about a package of a workspace that it downloaded.", "folder_id, reported_by, site"),
        new("download_priorities", "A roll that a site was to have first.", "roll_id, site"),
        new("ingest_sites", "What was said of a site from which cards come in: a rate, a priority.", "show, name"),
        new("principals", "A person or a program.", "id"),
        new("roles", "Who has which role in which show.", "principal_id, show, role"),
        new("identities", "Which person of a company's identity provider is whom.", "issuer, subject"),
        new("access_policy", "A rule of the whole library about who may come in.", "name"),
        new("jobs", "A piece of work that was asked for.", "id"),
        new("steps", "A step of a job: which function ran, how often it was tried, and what it said.", "id") { Json = ["uses"] },
        new("deliveries", "A message to people, and whether it went out.", "id") { Secret = ["target", "payload"] },
        new("events", "What happened, in its order.", "sequence") { Json = ["data"] },
        new("audit", "Who did what, in its order: each line's hash goes into the next one's. The detail is the text that was hashed.", "sequence"),
    ];

    /// <summary>Every other table, with the reason why it is left out.</summary>
    public static ImmutableDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>
    {
        ["passwords"] = Doors,
        ["tokens"] = Doors,
        ["second_factors"] = Doors,
        ["recovery_codes"] = Doors,
        ["known_browsers"] = Doors,
        ["share_sessions"] = Doors,
        ["clip_search"] = Made,
        ["clip_search_folding"] = Made,
        ["clip_keys"] = Made,
        ["clip_key_folding"] = Made,
        ["clip_cuts"] = Made,
        ["file_blocks"] = Made,
        ["marked_copies"] = Made,
        ["schema_migrations"] = Running,
        ["step_edges"] = Running,
        ["step_requests"] = Running,
        ["step_outputs"] = Running,
        ["attempts"] = Running,
        ["runners"] = Running,
        ["function_pauses"] = Running,
        ["exclusive_keys"] = Running,
        ["function_profiles"] = Running,
        ["show_shares"] = Running,
        ["feed_positions"] = Running,
        ["write_marks"] = Running,
        ["servers"] = Running,
        ["scheduler"] = Running,
        ["uploads_under_way"] = Running,
        ["key_fingerprints"] = Running,
    }.ToImmutableDictionary();

    private const string Doors = "it opens doors";
    private const string Made = "it is made from what is exported";
    private const string Running = "it is how this program runs, and says nothing about footage";
}
