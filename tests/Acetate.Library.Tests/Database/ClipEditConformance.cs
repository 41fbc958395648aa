using System.Text.Json;
using Acetate.Library.Clips;
using Acetate.Library.Events;
using Acetate.Library.Rolls;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    private static Clip Inspected(Guid id, Guid roll, string scene = "42A") => new()
    {
        Id = id,
        Roll = roll,
        Name = "A001C001",
        Reel = "A001R2EC",
        Frames = 240,
        Rate = "24000/1001",
        TimecodeStart = "10:00:00:00",
        TimecodeEnd = "10:00:10:00",
        State = ClipState.Inspected,
        Facts = [new("slate.scene", scene, scene + " ", "ixml"), new("exposure.iso", "800", "800", "header"), new("camera.model", "ALEXA 35", "ALEXA 35", "header")],
        Inspection = JsonSerializer.Deserialize<JsonElement>("""{"reel":"A001R2EC","timecode":{"start":"10:00:00:00","end":"10:00:10:00"}}"""),
    };

    private async Task<(MediaLibrary, Guid Roll, Guid Clip)> WithClipAsync()
    {
        var (library, id) = (await OpenAsync(), Guid.CreateVersion7());
        var roll = await AddRollAsync(library);
        await library.WriteAsync(tx => tx.PutClipsAsync([Inspected(id, roll.Id)], Token), Token);
        return (library, roll.Id, id);
    }

    private static Task<ClipEditOutcome> EditAsync(MediaLibrary library, Guid clip, string field, string? value, long version, string author = "zoë", bool isWarned = false) =>
        library.WriteAsync(tx => tx.EditClipAsync(clip, new(field, value, version, "the slate was wrong", isWarned), author, "", Token), Token);

    private static async Task<ClipValue> ValueAsync(MediaLibrary library, Guid clip, string field) => await library.ReadAsync(
        async tx => ClipValues.Of((await tx.ClipAsync(clip, Token))!, await tx.ClipEditsAsync(clip, Token)).Single(value => value.Field == field), Token);

    [Fact]
    public async Task What_a_person_says_stands_before_what_the_files_say_and_both_are_kept_with_their_origin()
    {
        var (library, _, id) = await WithClipAsync();
        await using var open = library;

        var kept = Assert.IsType<ClipEditOutcome.Kept>(await EditAsync(library, id, "slate.scene", " 42B ", 0));

        Assert.Equal((1, null, "42B", "42A", "the slate was wrong", "zoë"), (kept.Edit.Number, kept.Edit.Before, kept.Edit.After, kept.Edit.Found, kept.Edit.Reason, kept.Edit.Author));
        var clip = (await library.ReadAsync(tx => tx.ClipAsync(id, Token), Token))!;
        Assert.Equal(["42B person:zoë", "42A ixml"], clip.Facts.Where(fact => fact.Field == "slate.scene").Select(fact => $"{fact.Value} {fact.Origin}"));
        var scene = await ValueAsync(library, id, "slate.scene");
        Assert.Equal(("42B", "person:zoë", 1L, "42A", false), (scene.Value, scene.Origin, scene.Version, scene.Facts.Single().Value, scene.IsFoundAnew));
        var model = await ValueAsync(library, id, "camera.model");
        Assert.Equal(("ALEXA 35", "header", true), (model.Value, model.Origin, model.Editable is null));
        var told = (await library.ReadAsync(tx => tx.EventsAfterAsync(0, 10_000, Token), Token)).Single(e => e.Kind == "clip.edited");
        Assert.Equal(("zoë corrected Scene of A001C001: '42A' became '42B'. the slate was wrong", id, "film"), (told.Message, told.Clip, told.Show));
    }

    [Fact]
    public async Task The_second_of_two_people_who_edit_one_field_is_told_both_values_and_nothing_is_overwritten()
    {
        var (library, _, id) = await WithClipAsync();
        await using var open = library;
        await EditAsync(library, id, "slate.scene", "42B", 0);

        var late = Assert.IsType<ClipEditOutcome.Conflicting>(await EditAsync(library, id, "slate.scene", "43", 0, "bo"));
        var other = await EditAsync(library, id, "slate.take", "3", 0, "bo");
        var after = await EditAsync(library, id, "slate.scene", "43", late.Theirs.Version, "bo");

        Assert.Equal(("42B", "43", 1L), (late.Theirs.Value, late.Yours, late.Theirs.Version));
        Assert.Equal("zoë edited Scene of A001C001 meanwhile: it is '42B' now, and you wanted '43'. Look at both and decide anew.", late.Why);
        Assert.IsType<ClipEditOutcome.Kept>(other);
        Assert.Equal(3, Assert.IsType<ClipEditOutcome.Kept>(after).Edit.Number);
        Assert.Equal(["42B zoë", "3 bo", "43 bo"], (await library.ReadAsync(tx => tx.ClipEditsAsync(id, Token), Token)).Select(edit => $"{edit.After} {edit.Author}"));
    }

    [Fact]
    public async Task An_edit_taken_back_is_a_new_entry_and_no_entry_is_ever_changed()
    {
        var (library, _, id) = await WithClipAsync();
        await using var open = library;
        await EditAsync(library, id, "slate.scene", "42B", 0);
        await EditAsync(library, id, "slate.scene", "43", 1, "bo");

        var second = await library.WriteAsync(tx => tx.RevertClipEditAsync(id, 2, 2, "", "zoë", Token), Token);
        var first = await library.WriteAsync(tx => tx.RevertClipEditAsync(id, 1, 3, "", "zoë", Token), Token);
        var none = await library.WriteAsync(tx => tx.RevertClipEditAsync(id, 9, 4, "", "zoë", Token), Token);

        Assert.Equal("42B", Assert.IsType<ClipEditOutcome.Kept>(second).Value.Value);
        var back = Assert.IsType<ClipEditOutcome.Kept>(first);
        Assert.Equal(("42A", "ixml", 4L, 1L), (back.Value.Value, back.Value.Origin, back.Value.Version, back.Edit.Reverts));
        Assert.Equal("Clip A001C001 has no edit 9.", Assert.IsType<ClipEditOutcome.Refused>(none).Why);
        Assert.Equal(["4", "3", "2"], (await library.ReadAsync(tx => tx.ClipEditsAsync(id, "slate.scene", 99, 3, Token), Token)).Select(edit => $"{edit.Number}"));
        Assert.Equal(["1"], (await library.ReadAsync(tx => tx.ClipEditsAsync(id, null, 2, 3, Token), Token)).Select(edit => $"{edit.Number}"));
        await Assert.ThrowsAnyAsync<Exception>(() => library.WriteAsync(tx => tx.ExecuteAsync("UPDATE clip_edits SET after = 'x'", null, Token), Token));
        Assert.Equal(4, (await library.ReadAsync(tx => tx.ClipEditsAsync(id, Token), Token)).Count);
    }

    [Fact]
    public async Task A_clip_inspected_again_keeps_what_people_said_and_tells_where_its_files_changed_their_mind()
    {
        var (library, roll, id) = await WithClipAsync();
        await using var open = library;
        await EditAsync(library, id, "slate.scene", "42B", 0);
        await EditAsync(library, id, "exposure.iso", "1280", 0);
        var before = (await library.ReadAsync(tx => tx.ClipAsync(id, Token), Token))!;

        await library.WriteAsync(async tx =>
        {
            await tx.PutClipsAsync([Inspected(Guid.CreateVersion7(), roll, "42C")], Token);
            await tx.TellFoundAnewAsync(before, "ingest", Token);
        }, Token);

        var (scene, iso) = (await ValueAsync(library, id, "slate.scene"), await ValueAsync(library, id, "exposure.iso"));
        Assert.Equal(("42B", true, "42C"), (scene.Value, scene.IsFoundAnew, scene.Facts.Single().Value));
        Assert.Equal(("1280", false), (iso.Value, iso.IsFoundAnew));
        var told = Assert.Single(await library.ReadAsync(tx => tx.EventsAfterAsync(0, 10_000, Token), Token), e => e.Kind == "clip.found-anew");
        Assert.Equal("A001C001 was inspected again, and its files now say '42C' for Scene and not '42A'. '42B', as zoë said, stays.", told.Message);
    }

    [Fact]
    public async Task A_corrected_timecode_start_needs_a_warning_read_moves_the_end_along_and_goes_back()
    {
        var (library, roll, id) = await WithClipAsync();
        await using var open = library;

        var asked = Assert.IsType<ClipEditOutcome.Refused>(await EditAsync(library, id, "timecode.start", "11:00:00:00", 0));
        await EditAsync(library, id, "timecode.start", "11:00:00:00", 0, isWarned: true);
        await EditAsync(library, id, "reel", "B002", 0, isWarned: true);
        await library.WriteAsync(tx => tx.PutClipsAsync([Inspected(id, roll)], Token), Token);
        var moved = (await library.ReadAsync(tx => tx.ClipAsync(id, Token), Token))!;
        await EditAsync(library, id, "timecode.start", null, 1);
        await EditAsync(library, id, "timecode.start", null, 1, isWarned: true);
        await EditAsync(library, id, "reel", null, 2, isWarned: true);
        var back = (await library.ReadAsync(tx => tx.ClipAsync(id, Token), Token))!;

        Assert.Contains("Cuts find their footage by it", asked.Why, StringComparison.Ordinal);
        Assert.Equal(("11:00:00:00", "11:00:10:00", "B002"), (moved.TimecodeStart, moved.TimecodeEnd, moved.Reel));
        Assert.Equal(("10:00:00:00", "10:00:10:00", "A001R2EC"), (back.TimecodeStart, back.TimecodeEnd, back.Reel));
        Assert.DoesNotContain(back.Facts, ClipValues.IsSaid);
    }

    [Fact]
    public async Task What_a_field_cannot_be_is_said_in_a_sentence_and_not_kept()
    {
        var (library, _, id) = await WithClipAsync();
        await using var open = library;
        (string Field, string Value, string Says)[] cases =
        [
            ("camera.model", "x", "'camera.model' is not a field that can be corrected."), ("slate.scene", "  ", "Scene cannot be empty."),
            ("slate.scene", "4\n2", "Scene has a control character in it"), ("slate.scene", new string('x', 201), "Scene has 201 letters, and at most 200 are kept."),
            ("slate.circled", "perhaps", "'perhaps' is not a value for Circled, which is yes or no."), ("exposure.iso", "-1", "'-1' is not a value for ISO"),
            ("lens.focalLength", "50 mm", "a number above 0 in mm, written without the unit."), ("slate.note", "\ud800", "a character in it that no text can hold"),
            ("timecode.start", "10:00:00:24", "The frame 24 does not exist at 23.976"), ("timecode.start", "10:00:00;00", "Drop-frame labels exist at 29.97"),
        ];

        foreach (var (field, value, says) in cases)
            Assert.Contains(says, Assert.IsType<ClipEditOutcome.Refused>(await EditAsync(library, id, field, value, 0, isWarned: true)).Why, StringComparison.Ordinal);

        Assert.Empty(await library.ReadAsync(tx => tx.ClipEditsAsync(id, Token), Token));
        Assert.Equal("slate.note", Assert.IsType<ClipEditOutcome.Kept>(await EditAsync(library, id, "note", "two\nlines", 0)).Edit.Field);
    }

    [Fact]
    public async Task A_history_is_restored_with_its_clip_and_never_over_another()
    {
        var (library, roll, id) = await WithClipAsync();
        await using var open = library;
        ClipEdit[] edits = [new() { Number = 2, Field = "slate.scene", After = "42B", Found = "42A", Author = "zoë", At = Noon }, new() { Number = 5, Field = "slate.take", After = "3", Author = "bo", Source = "report:day1.csv", At = Noon }];

        await library.WriteAsync(tx => tx.RestoreClipEditsAsync(id, edits, Token), Token);
        await library.WriteAsync(tx => tx.RestoreClipEditsAsync(id, [edits[0] with { Number = 9 }], Token), Token);

        Assert.Equal(edits, await library.ReadAsync(tx => tx.ClipEditsAsync(id, Token), Token));
        Assert.Equal(("42B", "3", "report:day1.csv"), ((await ValueAsync(library, id, "slate.scene")).Value, (await ValueAsync(library, id, "slate.take")).Value, (await ValueAsync(library, id, "slate.take")).Origin));
        Assert.Equal([id], (await library.ReadAsync(tx => tx.ClipsNamedAsync("film", "A001C001", Token), Token)).Select(clip => clip.Id));
        Assert.Empty(await library.ReadAsync(tx => tx.ClipsNamedAsync("other", "A001C001", Token), Token));
        Assert.True(await library.WriteAsync(tx => tx.RemoveRollAsync(roll, Token), Token));
    }

    [Fact]
    public async Task What_a_list_says_about_many_clips_is_kept_whole_or_not_at_all()
    {
        var (library, roll, id) = await WithClipAsync();
        await using var open = library;
        var other = Guid.CreateVersion7();
        await library.WriteAsync(tx => tx.PutClipsAsync([Inspected(other, roll) with { Name = "A001C002", Files = ["Clips/A001C002.mxf"] }], Token), Token);
        await EditAsync(library, other, "slate.take", "9", 0, "bo");

        Task<int> ListAsync(long version) => library.WriteAsync(
            tx => tx.EditClipsAsync([(id, new("slate.scene", "7", 0, "line 2")), (id, new("slate.take", "1", 0, "line 2")), (other, new("slate.take", "2", version, "line 3"))], "zoë", "report:day.csv", Token), Token);
        var late = await Assert.ThrowsAsync<LibraryException>(() => ListAsync(0));
        var before = await ValueAsync(library, id, "slate.scene");
        var written = await ListAsync(1);
        var signs = await library.ReadAsync(tx => tx.ClipSignsAsync("film", Token), Token);

        Assert.Equal((LibraryProblem.Conflict, "42A", 3), (late.Problem, before.Value, written));
        Assert.Equal(("7", "report:day.csv"), ((await ValueAsync(library, id, "slate.scene")).Value, (await ValueAsync(library, id, "slate.scene")).Origin));
        Assert.Equal(["9 bo", "2 zoë"], (await library.ReadAsync(tx => tx.ClipEditsAsync(other, Token), Token)).Select(edit => $"{edit.After} {edit.Author}"));
        Assert.Equal(3, (await library.ReadAsync(tx => tx.EventsAfterAsync(0, 10_000, Token), Token)).Count(e => e.Kind == "clip.edited" && e.Message.Contains("report:day.csv", StringComparison.Ordinal)));
        Assert.Equal(["A001C001 A001R2EC 10:00:00:00 ", "A001C002 A001R2EC 10:00:00:00 Clips/A001C002.mxf"], signs.Select(sign => $"{sign.Name} {sign.Reel} {sign.TimecodeStart} {string.Join(',', sign.Files)}"));
    }
}
