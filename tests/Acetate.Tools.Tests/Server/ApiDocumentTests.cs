using System.Text.Json;

namespace Acetate.Tools.Tests.Server;

/// <summary>The API's document, from which the web client's types are made.</summary>
public sealed class ApiDocumentTests
{
    private static readonly string Checked = Path.Join(Corpus.RepositoryRoot, "web", "openapi.json");
    private static readonly string Built = Path.Join(Corpus.RepositoryRoot, "artifacts", "openapi", "acetate.json");

    [Fact]
    public async Task The_document_in_web_is_what_the_build_writes()
    {
        if (Environment.GetEnvironmentVariable("ACETATE_REWRITE") == "1") File.Copy(Built, Checked, overwrite: true);

        Assert.True(await File.ReadAllTextAsync(Built) == await File.ReadAllTextAsync(Checked),
            "web/openapi.json is stale: 'dotnet build src/Acetate.Server && cp artifacts/openapi/acetate.json web/openapi.json' rewrites it, "
            + "then 'npm --prefix web run api' the client's types.");
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_a_tag_and_the_problem_document()
    {
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Built));
        var operations = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name} {path.Name}", operation.Value))).ToArray();

        Assert.True(operations.Length > 30, $"The document has {operations.Length} operations only.");
        Assert.All(operations, operation =>
        {
            Assert.True(operation.Value.TryGetProperty("operationId", out _), $"{operation.Name} has no name");
            Assert.True(operation.Value.TryGetProperty("summary", out _), $"{operation.Name} has no summary");
            Assert.True(operation.Value.TryGetProperty("tags", out _), $"{operation.Name} has no tag");
            Assert.True(operation.Value.GetProperty("responses").TryGetProperty("default", out _), $"{operation.Name} does not tell of problems");
        });
    }
}
