using Acetate.Server.Access;
using Acetate.Server.Access.Provider;
using Acetate.Server.Events;
using Acetate.Server.Observability;
using Acetate.Server.Tools.Assets;
using Acetate.Server.Tools.Comments;
using Acetate.Server.Tools.Dailies;
using Acetate.Server.Tools.Downloader;
using Acetate.Server.Tools.Exchange;
using Acetate.Server.Tools.Ingest;
using Acetate.Server.Tools.Jobs;
using Acetate.Server.Tools.Matching;
using Acetate.Server.Tools.News;
using Acetate.Server.Tools.Pulls;
using Acetate.Server.Tools.Returns;
using Acetate.Server.Tools.Search;
using Acetate.Server.Tools.Sharing;
using Acetate.Server.Tools.Stills;
using Acetate.Server.Tools.Workspaces;
using Acetate.Server.Uploads;

namespace Acetate.Server.Hosting;

/// <summary>Every address of the API, one line an area.</summary>
public static class ApiMap
{
    /// <summary>Maps all of it.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi().NeedsToken();
        app.MapSession();
        app.MapProvider();
        app.MapSecondFactors();
        app.MapBulkRequests();
        app.MapTokens();
        app.MapPrincipals();
        app.MapAudit();
        app.MapShows();
        app.MapDays();
        app.MapRolls();
        app.MapAlerts();
        app.MapClips();
        app.MapStills();
        app.MapClipEdits();
        app.MapSearch();
        app.MapComments();
        app.MapExchange();
        app.MapIngest();
        app.MapEvents();
        app.MapActivity();
        app.MapUploads();
        app.MapFiles();
        app.MapJobs();
        app.MapCapacity();
        app.MapStations();
        app.MapSites();
        app.MapMatching();
        app.MapCuts();
        app.MapOfflines();
        app.MapPulls();
        app.MapDailies();
        app.MapSlates();
        app.MapShowDocuments();
        app.MapReturns();
        app.MapWorkspaces();
        app.MapAssets();
        app.MapDownloads();
        app.MapShares();
        app.MapShared();
        app.MapReceipts();
        app.MapDownloadPriority();
    }
}
