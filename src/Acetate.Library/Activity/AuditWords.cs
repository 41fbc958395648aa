using System.Text.Json;

namespace Acetate.Library.Activity;

/// <summary>What an audit entry says, as a sentence.</summary>
internal static class AuditWords
{
    public static string Of(string action, string actor, string target, string detail)
    {
        var facts = Read(detail);
        string Fact(string name) => facts is { } members && members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        string Title() => Fact("title") is { Length: > 0 } title ? title : target;
        string Shot() => string.Join(' ', ((string[])[Fact("shot"), Fact("task"), facts is { } all && all.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) ? FormattableString.Invariant($"v{number:000}") : ""]).Where(text => text.Length > 0)) is { Length: > 0 } shot ? shot : "a version";
        // A text, or a list of texts.
        string Facts(string name, string before) => facts is { } members && members.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            ? $"{before}{string.Join(", ", value.EnumerateArray().Select(one => one.ToString()))}" : Fact(name) is { Length: > 0 } said ? $"{before}{said}" : "";
        var refused = action.EndsWith(".refused", StringComparison.Ordinal);
        return action switch
        {
            "file.downloaded" => $"{actor} fetched the original {Fact("path")}.",
            "clip.watched" => $"{actor} watched clip {Fact("clip")}.",
            "offline.watched" => $"{actor} watched the reference movie {Fact("name")} of a cut.",
            "daily.seen" => $"{actor} watched the daily {Fact("path").Split('/')[^1]}.",
            "slate.seen" => $"{actor} looked at the slate of a clip.",
            "slate.confirmed" => $"{actor} confirmed the slate of a clip: {Fact("read")}.",
            "slate.dismissed" => $"{actor} dismissed what was read of the slate of a clip.",
            "package.downloaded" => $"{actor} fetched {Fact("path")} of a package.",
            "workspace.downloaded" => Fact("path") is { Length: > 0 } path ? $"{actor} fetched files from workspace {Fact("workspace")}, {path} first." : $"{actor} fetched a whole folder of workspace {Fact("workspace")}.",
            "workspace.let-in" => $"{actor} let {Fact("principal")} into workspace {Fact("workspace")}: they may {Fact("access").Replace('-', ' ')}{(Fact("until").Length > 0 ? $" until {Fact("until")[..Math.Min(10, Fact("until").Length)]}" : "")}.",
            "workspace.taken-out" => $"{actor} took {Fact("principal")} out of workspace {Fact("workspace")}.",
            "role.granted" => Fact("role") is "none" or "" ? $"{actor} took the role of {target} away." : $"{actor} made {target} {Fact("role")}.",
            "return.received" => $"{actor} took {Shot()} of {Fact("vendor")} in.",
            "return.approved" => $"{actor} approved {Shot()} of {Fact("vendor")}. {Fact("reason")}".TrimEnd(),
            "return.rejected" => $"{actor} rejected {Shot()} of {Fact("vendor")}. {Fact("reason")}".TrimEnd(),
            "return.withdrawn" => $"{actor} took back the decision on {Shot()} of {Fact("vendor")}. {Fact("reason")}".TrimEnd(),
            "match.decided" => $"{actor} decided that an event of a cut{(Fact("sourceStart").Length > 0 ? $", from {Fact("sourceStart")}," : "")} is {(Fact("clipName").Length > 0 ? $"clip {Fact("clipName")}" : Fact("kind").Length > 0 ? Fact("kind").Replace('-', ' ') : "none of the clips that were found for it")}. {Fact("note")}".TrimEnd(),
            "match.decision-taken-back" => $"{actor} took a decision about an event of a cut back.",
            "cut.refused" => $"{actor} handed in {target}, which could not be read: {Fact("reason")}",
            "share.downloaded" or "share.watched" => $"{actor} {(action == "share.watched" ? "watched" : "fetched")} {(Fact("path") is { Length: > 0 } what ? what : "something")} of the share {Fact("title")}.",
            "share.marked" => $"{actor}, at {Fact("address")}, was given a copy of {Fact("path")} of the share {Fact("title")} with this in every picture: {Fact("text")}.",
            "asset.downloaded" => $"{actor} fetched the asset {Fact("path")}.",
            "asset.promoted" => $"{actor} kept {Fact("path")} of workspace {Fact("workspace")} as an asset of the library.",
            "asset.withdrawn" => $"{actor} took the asset {Fact("name")} out of the library.",
            "asset.restored" => $"{actor} put the asset {Fact("name")} back.",
            "return.downloaded" => $"{actor} fetched {Fact("path")} of a version that a vendor handed in.",
            "share.made" => Fact("parent").Length > 0 ? $"{actor} passed the share {Title()} on{Facts("recipients", " to ")}." : $"{actor} made the share {Title()}{Facts("recipients", " for ")}.",
            "share.opened" => $"{actor}, at {Fact("address")}, opened the share {Title()}.",
            "share.opened-to" => $"{actor} opened the share {Title()} to {Fact("recipient")}{Facts("rights", ", who may ")}.",
            "pull.planned" => $"{actor} planned a pull for {Fact("recipient")} of {Fact("cut")}.",
            "pull.withdrawn" => $"{actor} gave a pull up. {Fact("reason")}".TrimEnd(),
            "share.taken-back" => $"{actor} took the share {Title()} back.",
            "share.passphrase-refused" => $"Somebody at {Fact("address")} tried a wrong passphrase for the share {Title()}.",
            "clip.still-seen" => $"{actor} fetched a frame of a clip.",
            "workspace.uploaded" => $"{actor} put {Fact("path")} into workspace {Fact("workspace")}.",
            "workspace.upload-refused" => $"{Fact("path")} of {actor} did not get into workspace {Fact("workspace")}: {Fact("reason")}",
            "workspace.bin-emptied" => $"What lay too long in the bin of workspace {Fact("workspace")} is gone for good.",
            "session.begun" => $"{actor} signed in.",
            "session.refused" => $"Somebody tried a wrong password for {actor}.",
            "provider.refused" => $"{(target.Length == 0 ? "Somebody" : actor)} was not let in by the company's account: {Fact("reason")}",
            "second-factor.refused" => $"Somebody tried a wrong code for {actor}.",
            _ when refused && action.StartsWith("api.", StringComparison.Ordinal) => $"{actor} was refused: {Spoken(action["api.".Length..^".refused".Length])}. {Fact("detail")}".TrimEnd(),
            _ => target.Length == 0 || Guid.TryParse(target.Split('/')[0], out _) ? $"{actor}: {Spoken(action)}." : $"{actor}: {Spoken(action)}, {target}.",
        };
    }

    private static string Spoken(string action) => action.Replace('.', ' ').Replace('-', ' ');

    private static JsonElement? Read(string detail)
    {
        try
        {
            var facts = JsonSerializer.Deserialize<JsonElement>(detail);
            return facts.ValueKind == JsonValueKind.Object ? facts : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
