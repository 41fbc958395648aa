using Acetate.Library;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Ingest;

namespace Acetate.Tools.Tests.Ingest;

/// <summary>An offer that another machine sends is not believed.</summary>
public sealed class OfferCheckTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("../../etc", "A001", "a.wav", "", "'../../etc' is not the name of a roll")]
    [InlineData("..", "A001", "a.wav", "", "'..' is not the name of a roll")]
    [InlineData("A001", "../outside", "a.wav", "", "does not lie on the card")]
    [InlineData("A001", "A001", "../b/a.wav", "", "does not lie in the roll A001")]
    [InlineData("A001", "A001", "/etc/passwd", "", "does not lie in the roll A001")]
    [InlineData("A001", "A001", "a.wav", "../EP1", "is not an episode")]
    public async Task An_offer_whose_names_lead_out_of_the_roll_is_refused(string name, string path, string file, string episode, string because)
    {
        folder.Write("card/A001/a.wav", 1_000);
        var offer = await IngestOffer.ReadAsync(Path.Join(folder.Path, "card"), TimeProvider.System, default);
        var check = offer.Checks[0];
        offer = offer with
        {
            Scan = offer.Scan with { Rolls = [offer.Scan.Rolls[0] with { Name = name, Path = path }] },
            Checks = [check with { Files = [check.Files[0] with { Path = file }] }],
        };
        await using var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(Path.Join(folder.Path, "library")), default);
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film" }, default), default);

        var refusal = await Assert.ThrowsAsync<IngestException>(() => new CardIngest(library)
            .SubmitAsync(offer, new IngestTags { Show = "film", Episode = episode }, "mara", "card:laptop", null, default));

        Assert.Equal(IngestProblem.Invalid, refusal.Problem);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await library.ReadAsync(tx => tx.RollsNamedAsync("film", name, default), default));
    }
}
