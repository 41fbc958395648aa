using System.Text;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Steps;
using Acetate.Storage;

namespace Acetate.Library.Tests.Steps;

/// <summary>A package becomes visible when it is whole; what is small and written beside footage is whole, too.</summary>
public sealed class PublishFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sealed_folder_gets_its_name_and_doing_it_again_says_the_same()
    {
        Make(".arriving/1/pull/plates/a.exr", ".arriving/1/pull/ascmhl/ascmhl_chain.xml");

        var first = await PublishAsync();
        var again = await PublishAsync();

        Assert.Equal(new PublishFolderResult(2, 10), first);
        Assert.Equal(first, again);
        Assert.Equal(["vendor/pull/ascmhl/ascmhl_chain.xml", "vendor/pull/plates/a.exr"], Names());
    }

    [Fact]
    public async Task What_is_not_sealed_is_not_published()
    {
        Make(".arriving/1/pull/plates/a.exr");

        var problem = await Assert.ThrowsAsync<StepFailedException>(PublishAsync);

        Assert.Equal((RetryClass.Data, "The folder '.arriving/1/pull' is not sealed: it has no ascmhl chain."), (problem.Class, problem.Message));
        Assert.Equal([".arriving/1/pull/plates/a.exr"], Names());
    }

    [Fact]
    public async Task Nothing_is_published_over_what_is_there()
    {
        Make(".arriving/1/pull/ascmhl/ascmhl_chain.xml", "vendor/pull/somebody's");

        var problem = await Assert.ThrowsAsync<StepFailedException>(PublishAsync);

        Assert.StartsWith("'vendor/pull' is there already, and nothing is overwritten:", problem.Message, StringComparison.Ordinal);
        Assert.Equal([".arriving/1/pull/ascmhl/ascmhl_chain.xml", "vendor/pull/somebody's"], Names());
    }

    [Fact]
    public async Task Documents_are_written_whole_once_and_never_over_others()
    {
        WriteDocumentsRequest Request(string text) => new() { Store = StoreUrl.ForFolder(_folder.Path), Prefix = "pull", Documents = [new("notes/S1.txt", Encoding.UTF8.GetBytes(text)), new("empty.csv", [])] };

        await WriteDocuments.RunAsync(Request("one"), new StepContext(), Token);
        var again = await WriteDocuments.RunAsync(Request("one"), new StepContext(), Token);
        var problem = await Assert.ThrowsAsync<StepFailedException>(() => WriteDocuments.RunAsync(Request("two"), new StepContext(), Token));

        Assert.Equal(["notes/S1.txt", "empty.csv"], again.Files);
        Assert.Equal("'notes/S1.txt' is there already and says something else, and nothing is overwritten.", problem.Message);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Join(_folder.Path, "pull/notes/S1.txt"), Token));
    }

    [Fact]
    public async Task A_document_that_would_leave_its_folder_is_refused_before_anything_is_written()
    {
        var problem = await Assert.ThrowsAsync<StepFailedException>(() => WriteDocuments.RunAsync(
            new() { Store = StoreUrl.ForFolder(_folder.Path), Prefix = "pull", Documents = [new("a.txt", []), new("../b.txt", [])] }, new StepContext(), Token));

        Assert.Equal("The store key 'pull/../b.txt' contains '..'.", problem.Message);
        Assert.Empty(Names());
    }

    private Task<PublishFolderResult> PublishAsync() =>
        PublishFolder.RunAsync(new() { Store = StoreUrl.ForFolder(_folder.Path), From = ".arriving/1/pull", To = "vendor/pull" }, new StepContext(), Token);

    private void Make(params string[] files)
    {
        foreach (var file in files)
        {
            var path = Path.Join(_folder.Path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, new byte[5]);
        }
    }

    private IEnumerable<string> Names() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path)).Order(StringComparer.Ordinal);
}
