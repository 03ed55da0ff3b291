using IntegrationAgent.Driver.Authoring;
using Refit;

namespace Acme_Drivers.Zephyr;

/// <summary>The REST API but for records: those are streamed.</summary>
internal interface IZephyrApi
{
    [Get("/api/v1/me")]
    Task<ApiMe> GetMeAsync([Property(CallOptions.UseReserve)] bool useReserve, CancellationToken cancellationToken);

    [Get("/api/v1/objects")]
    Task<ApiObjects> ListObjectsAsync(CancellationToken cancellationToken);

    [Get("/api/v1/objects/{name}")]
    Task<ApiObject> GetObjectAsync(string name, CancellationToken cancellationToken);
}
