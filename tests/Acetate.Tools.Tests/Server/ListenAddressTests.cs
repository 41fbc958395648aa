using Acetate.Server.Hosting;

namespace Acetate.Tools.Tests.Server;

/// <summary>Who can reach the server, and what the server says about it.</summary>
public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5480", false)]
    [InlineData("http://localhost:0", false)]
    [InlineData("http://[::1]:5480/", false)]
    [InlineData("https://0.0.0.0:443", false)]
    [InlineData("http://0.0.0.0:5480", true)]
    [InlineData("http://*:5480", true)]
    [InlineData("http://+:80", true)]
    [InlineData("http://[::]:5480", true)]
    [InlineData("http://ingest.example:5480", true)]
    public void Listening_to_others_without_TLS_deserves_a_warning(string url, bool warns) =>
        Assert.Equal(warns, ListenAddress.WarningFor(url) is not null);

    [Fact]
    public void The_default_is_this_machine_alone() => Assert.True(ListenAddress.IsLoopback(ListenAddress.Default));

    [Theory]
    [InlineData("--listen")]
    [InlineData("--listen", "ftp://x")]
    [InlineData("--log", "xml")]
    [InlineData("--cores", "0")]
    [InlineData("--behind-proxy", "the-proxy")]
    [InlineData("--behind-proxy", "10.0.0.0/33")]
    [InlineData("--behind-proxy")]
    [InlineData("film")]
    public void A_wrong_command_line_is_a_sentence(params string[] arguments)
    {
        Assert.Null(ServerOptions.Parse(arguments, out var mistake));
        Assert.EndsWith(".", mistake);
    }
}
