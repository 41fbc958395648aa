using System.Text.Json;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>By what steps over the same clip are known.</summary>
public sealed class StepReadsTests
{
    [Fact]
    public void Steps_over_one_clip_read_the_same_whatever_they_make_of_it() =>
        Assert.Equal(Of("""{"store":"s3://lib","prefix":"film/A001","clip":{"files":["a.mov"]},"part":{"from":0}}"""), Of("""{"clip":{"files":["a.mov"]},"store":"s3://lib","prefix":"film/A001","part":{"from":24}}"""));

    [Theory]
    [InlineData("""{"store":"s3://lib","prefix":"film/A001","clip":{"files":["b.mov"]}}""")]
    [InlineData("""{"store":"s3://lib","prefix":"film/A002","clip":{"files":["a.mov"]}}""")]
    [InlineData("""{"store":"s3://other","prefix":"film/A001","clip":{"files":["a.mov"]}}""")]
    public void Another_clip_is_another(string request) =>
        Assert.NotEqual(Of("""{"store":"s3://lib","prefix":"film/A001","clip":{"files":["a.mov"]}}"""), Of(request));

    [Theory]
    [InlineData("""{"store":"file:///lib","clip":{"files":["a.mov"]}}""")]
    [InlineData("""{"store":"s3://lib"}""")]
    [InlineData("""{"store":7,"clip":{}}""")]
    [InlineData("[]")]
    public void What_is_no_clip_or_lies_on_this_machine_is_not_told_apart(string request) => Assert.Equal("", Of(request));

    private static string Of(string request) => StepReads.Of(JsonDocument.Parse(request).RootElement);
}
